// Taps. Each is posted with the command id that stands in its form, and asked
// again with the same id until the terminal has answered: pressed twice, or
// answered twice, it is one command.

import { hold, page, pause, release, reread } from "./page.js";

const FIRST_MS = 5_000;
const LATER_MS = 8_000;
const PAUSE_MAX_MS = 8_000;
const FAULTS_MAX = 5; // answers of a terminal in trouble before the page is read instead

let busy = false;

/** isBusy says whether an answer is awaited. */
export const isBusy = () => busy;

/** listen takes over the forms that post a command. */
export function listen() {
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    busy = false; // a page that the browser kept from before its answer
    unmark();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (busy) {
      event.preventDefault();
      return;
    }
    for (const field of form.querySelectorAll("[data-here]")) field.value = location.pathname + location.search;
    if (!form.dataset.act) {
      guard(form, event.submitter);
      return;
    }
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    if (!body.get("command")) body.set("command", newID());
    form.closest("details[open]")?.removeAttribute("open");
    send(form.getAttribute("action"), { "Content-Type": "application/x-www-form-urlencoded" }, body.toString(), event.submitter);
  });
}

// guard lets a plain form go out once.
function guard(form, button) {
  busy = true;
  mark(button ?? form.querySelector("button"), page().dataset.saving);
  setTimeout(() => {
    busy = false;
    unmark();
  }, LATER_MS);
}

/** sendScan posts the bytes of one scan and clears them. */
export function sendScan(bytes, order, command) {
  if (busy) {
    bytes.fill(0);
    return Promise.resolve();
  }
  const headers = { "Content-Type": "application/octet-stream", "X-Command": command };
  const button = document.querySelector(".actions .next .button");
  return send("/scan/" + encodeURIComponent(order), headers, bytes, button).finally(() => bytes.fill(0));
}

async function send(path, headers, body, button) {
  busy = true;
  hold();
  mark(button, page().dataset.saving);
  document.dispatchEvent(new CustomEvent("asked", { detail: path }));
  const answer = await ask(path, { method: "POST", headers: { ...headers, Accept: "application/json" }, body }, () => mark(button, page().dataset.looking));
  const there = answer.location && new URL(answer.location, location.href);
  if (there && there.origin === location.origin && there.pathname !== location.pathname) {
    if (document.getElementById("camera")) location.replace(there);
    else location.assign(there);
    setTimeout(finish, LATER_MS); // the page is left; if not, it comes back to life
    return;
  }
  await finish();
  if (!answer.ok && answer.error && !document.querySelector(".verdict .notice, .refusal")) tell(answer.error);
}

async function finish() {
  unmark();
  busy = false;
  await release();
}

// ask repeats one post until it is answered.
async function ask(path, init, late) {
  let faults = 0;
  for (let tries = 0; ; tries++) {
    try {
      const answer = await fetch(path, { ...init, cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(tries ? LATER_MS : FIRST_MS) });
      if (answer.type === "opaqueredirect") return { ok: false, location: "/" };
      if (answer.status < 500 && answer.status !== 429) return await read(answer);
      if (++faults >= FAULTS_MAX) return await read(answer);
    } catch {
      // No answer: it may have been done or not, so the same command is asked again.
    }
    late();
    await pause(Math.min(500 * 2 ** tries, PAUSE_MAX_MS) * (0.7 + 0.6 * Math.random()));
  }
}

async function read(answer) {
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return { ok: answer.ok };
  return answer.json();
}

let marked = [];

// mark shows on the button that its answer is awaited.
function mark(button, words) {
  const label = button?.querySelector("bdi");
  const drawing = button?.querySelector("use");
  if (!button) return;
  if (!marked.some((one) => one.button === button)) marked.push({ button, label, was: label?.textContent, drawing, drawn: drawing?.getAttribute("href") });
  button.classList.add("busy");
  button.setAttribute("aria-busy", "true");
  if (label && words) label.textContent = words;
  drawing?.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, "#sync"));
}

function unmark() {
  for (const { button, label, was, drawing, drawn } of marked) {
    button.classList.remove("busy");
    button.removeAttribute("aria-busy");
    if (label) label.textContent = was;
    drawing?.setAttribute("href", drawn);
  }
  marked = [];
}

// tell shows a no that has no place on the page, such as too many taps.
function tell(error) {
  const notice = document.createElement("div");
  notice.className = "notice tone-stop";
  const words = document.createElement("p");
  words.textContent = [error.message ?? error.Message, error.hint ?? error.Hint].filter(Boolean).join(" ");
  if (!words.textContent) return;
  notice.append(words);
  document.querySelector(".verdict")?.replaceChildren(notice);
}

// newID makes a UUIDv7 (RFC 9562, 5.7) for what has no command in its form.
function newID() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let now = Date.now();
  for (let at = 5; at >= 0; at--, now = Math.floor(now / 256)) bytes[at] = now % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
