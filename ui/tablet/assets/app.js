// The tablet page. Without this script everything but scanning works by plain
// forms and links; with it the page stays true by itself. It keeps nothing on
// the tablet.

import { alarm } from "./alarm.js";
import { capture } from "./capture.js";
import { reread, showStep } from "./page.js";
import { scriptURL } from "./policy.js";
import { listen } from "./post.js";
import { follow } from "./stream.js";
import { ticks } from "./ticks.js";

const WAITING_MS = 3_000;
const OFFLINE_MS = 5_000;

const next = new URLSearchParams(location.search).get("next");
for (const field of document.querySelectorAll("[data-next]")) field.value = next ?? "";

listen();
ticks();
sheets();
shell();
showStep();

// Whoever must choose a PIN of their own may see nothing else yet, so that this
// page has no stream to follow.
if (document.querySelector(".menu") && !document.querySelector('form[action="/pin"]')) {
  alarm();
  capture();
  follow();
}
if (document.querySelector("[data-waiting]")) setInterval(reread, WAITING_MS);
if (document.querySelector("[data-offline]")) comeBack();

// sheets closes what was opened from a button, by a touch elsewhere or Escape.
function sheets() {
  const close = (but) => {
    for (const open of document.querySelectorAll("details[open]:is(.menu, .pop)")) if (!open.contains(but)) open.open = false;
  };
  document.addEventListener("pointerdown", (event) => close(event.target));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.activeElement?.closest("details[open]")?.querySelector("summary").focus();
    close(null);
  });
  // An amount is taken when the field is left, too.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-live]");
    if (form && event.target.value !== event.target.defaultValue) form.requestSubmit();
  });
}

// shell has the service worker keep what the page is made of, and the words for
// when T1 is out of reach in the language of today.
async function shell() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(scriptURL("/sw.js"));
    (await navigator.serviceWorker.ready).active?.postMessage("words");
  } catch {
    // Without one the browser's own words are shown when T1 is out of reach.
  }
}

// comeBack leaves the page that says T1 is out of reach, once it is not.
function comeBack() {
  const ask = async () => {
    try {
      const answer = await fetch("/help", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(OFFLINE_MS) });
      if (answer.ok && location.pathname !== "/offline") location.reload();
    } catch {
      // Still out of reach.
    }
  };
  addEventListener("online", ask);
  setInterval(ask, OFFLINE_MS);
}
