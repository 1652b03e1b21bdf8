// The one place where text becomes a document or a script's address. The
// content policy lets no other code do so.

const addresses = /^\/(sw\.js|assets\/[0-9a-f]{16}\/[a-z-]+\.js)$/;

const policy = self.trustedTypes?.createPolicy("curbline", {
  createHTML: (text) => text, // parsed apart from the page; no script in it runs
  createScriptURL: (address) => {
    if (!addresses.test(address)) throw new TypeError("not a script of this page");
    return address;
  },
});

/** parse reads a page of this terminal into a document of its own. */
export function parse(text) {
  return new DOMParser().parseFromString(policy ? policy.createHTML(text) : text, "text/html");
}

/** scriptURL passes the address of one of our own scripts. */
export function scriptURL(address) {
  return policy ? policy.createScriptURL(address) : address;
}
