// Reading the page anew and putting what changed into it. What did not change
// keeps its element, so focus, open sheets and half-typed fields stay.

import { parse } from "./policy.js";

const READ_MS = 10_000;
const APART_MS = 300; // of two readings, however many changes come

let reading = null;
let again = false;
let held = 0;

export const page = () => document.getElementById("page");

export const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** hold keeps the page as it is while an answer is awaited. */
export function hold() {
  held++;
}

/** release ends a hold and reads what became of it. */
export function release() {
  held--;
  return reread();
}

/**
 * reread fetches this page's fragment and swaps what changed. Calls while one is
 * under way are one more reading after it. It says whether the page is now new.
 */
export async function reread() {
  if (held > 0 || reading) {
    again = true;
    return reading ?? false;
  }
  again = false;
  reading = read();
  try {
    return await reading;
  } finally {
    reading = null;
    if (again && held === 0) setTimeout(reread, APART_MS);
  }
}

async function read() {
  const address = new URL(location.href);
  address.searchParams.set("part", "main");
  address.hash = "";
  let answer;
  try {
    answer = await fetch(address, {
      headers: { "X-Part": "main", Accept: "text/html" },
      cache: "no-store",
      redirect: "manual",
      signal: AbortSignal.timeout(READ_MS),
    });
    if (answer.type === "opaqueredirect") {
      location.reload(); // another page comes first now: sign-in, pairing
      return false;
    }
    if (answer.status >= 500 || answer.status === 429) return false;
    return swap(parse(await answer.text()).getElementById("page"));
  } catch {
    return false;
  }
}

function swap(fresh) {
  const shown = page();
  if (!fresh || held > 0) {
    again = held > 0;
    return false;
  }
  if (fresh.dataset.epoch === shown.dataset.epoch && Number(fresh.dataset.sequence) < Number(shown.dataset.sequence)) {
    return false; // older than what is shown: an answer that was overtaken
  }
  const focused = document.activeElement;
  const step = current();
  morph(shown, fresh);
  restoreFocus(focused);
  if (current() !== step) showStep();
  document.dispatchEvent(new Event("page"));
  return true;
}

const current = () => document.querySelector('.step[aria-current="step"]');

/** showStep brings the step that is next into view. */
export function showStep() {
  current()?.scrollIntoView({ block: "nearest" });
}

function restoreFocus(focused) {
  if (!focused || focused === document.body || document.activeElement === focused) return;
  const next = focused.isConnected ? focused : (document.querySelector(".target") ?? document.getElementById("main"));
  next?.focus({ preventScroll: true });
}

function morph(shown, fresh) {
  if (shown.nodeType !== Node.ELEMENT_NODE) {
    if (shown.data !== fresh.data) shown.data = fresh.data;
    return;
  }
  if (fresh.dataset.version && fresh.dataset.version === shown.dataset.version) return;
  attributes(shown, fresh);
  children(shown, fresh);
}

function attributes(shown, fresh) {
  const value = shown.getAttribute("value");
  for (const name of shown.getAttributeNames()) {
    if (!fresh.hasAttribute(name) && !(name === "open" && shown.localName === "details")) shown.removeAttribute(name);
  }
  for (const { name, value: wanted } of fresh.attributes) {
    if (shown.getAttribute(name) !== wanted) shown.setAttribute(name, wanted);
  }
  // What is being typed stays; a value that the terminal changed is taken.
  if (shown.localName === "input" && shown !== document.activeElement && value !== fresh.getAttribute("value")) {
    shown.value = fresh.getAttribute("value") ?? "";
  }
}

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.dataset.key || node.id : "");

const alike = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName;

function children(shown, fresh) {
  const keyed = new Map();
  for (const child of shown.children) if (keyOf(child)) keyed.set(keyOf(child), child);
  let at = shown.firstChild;
  for (const wanted of [...fresh.childNodes]) {
    const key = keyOf(wanted);
    let kept = key ? keyed.get(key) : null;
    if (kept && !alike(kept, wanted)) kept = null;
    if (!key && at && !keyOf(at) && alike(at, wanted)) kept = at;
    if (!kept) {
      shown.insertBefore(document.importNode(wanted, true), at);
      continue;
    }
    if (kept === at) at = at.nextSibling;
    else shown.insertBefore(kept, at);
    morph(kept, wanted);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}
