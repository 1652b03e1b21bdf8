// The service worker keeps the shell: this page's own files and the words for
// when T1 is out of reach. No page, fragment or answer is ever kept. VERSION and
// SHELL stand before this text.

const CACHE = "shell-" + VERSION;
const NAVIGATION_MS = 10_000;

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(clean().then(() => self.clients.claim()));
});

// The words are fetched anew when a page was shown: the language may be another.
self.addEventListener("message", (event) => {
  if (event.data === "words") event.waitUntil(caches.open(CACHE).then((cache) => cache.add(again("/offline"))).catch(() => {}));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(navigate(request));
  else if (request.method === "GET" && SHELL.includes(address.pathname) && address.pathname.startsWith("/assets/")) event.respondWith(kept(request));
});

const again = (address) => new Request(address, { cache: "reload" });

async function fill() {
  const cache = await caches.open(CACHE);
  await cache.addAll(SHELL.map(again));
}

async function clean() {
  for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request)) ?? fetch(request);
}

async function navigate(request) {
  const late = new Promise((_, fail) => setTimeout(() => fail(new Error("no answer")), NAVIGATION_MS));
  try {
    return await (request.method === "GET" ? Promise.race([fetch(request), late]) : fetch(request));
  } catch {
    const cache = await caches.open(CACHE);
    return (await cache.match("/offline")) ?? Response.error();
  }
}
