// The stream of changes. It is read with fetch rather than EventSource, because
// that one hides the pings: without them a link that died is noticed only after
// minutes.

import { page, pause, reread } from "./page.js";

const SILENCE_MS = 25_000; // two pings and a half
const OPEN_MS = 8_000;
const GRACE_MS = 2_000; // a stream that comes back within it was not lost
const PAUSE_MIN_MS = 500;
const PAUSE_MAX_MS = 15_000;

let lostAt = null;
let control = null;
let wake = null;
let heard = 0;

/** isLost says whether T1 is out of reach now. */
export const isLost = () => lostAt !== null;

/** follow keeps the stream open for as long as the page is. */
export async function follow() {
  document.addEventListener("page", draw);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") retry(); });
  addEventListener("online", retry);
  addEventListener("pageshow", (event) => { if (event.persisted) retry(); });
  addEventListener("offline", () => { control?.abort(); lose(); });
  addEventListener("pagehide", () => control?.abort());
  for (let failures = 0; ; failures++) {
    const grace = setTimeout(lose, GRACE_MS);
    const how = await once(() => { clearTimeout(grace); failures = 0; });
    clearTimeout(grace);
    if (how === "ended") {
      location.reload();
      return;
    }
    if (failures > 0 || how === "replaced") lose();
    const longest = how === "replaced" ? Infinity : Math.min(PAUSE_MIN_MS * 2 ** failures, PAUSE_MAX_MS);
    await rest(longest * (0.5 + Math.random()));
  }
}

// rest waits until its time is over, or the tablet wakes or is online again.
function rest(milliseconds) {
  return Promise.race([Number.isFinite(milliseconds) ? pause(milliseconds) : new Promise(() => {}), new Promise((done) => { wake = done; })]);
}

// retry reads the page anew now, and the stream with it if it has been silent:
// a tablet that slept for an hour trusts nothing that it shows.
function retry() {
  if (Date.now() - heard > SILENCE_MS / 2) control?.abort();
  wake?.();
  reread();
}

async function once(opened) {
  control = new AbortController();
  const { signal } = control;
  let watch = setTimeout(() => control.abort(), OPEN_MS);
  try {
    const answer = await fetch("/events", { headers: { Accept: "text/event-stream" }, cache: "no-store", redirect: "manual", signal });
    if (answer.type === "opaqueredirect" || answer.status === 401) return "ended";
    if (!answer.ok) return "refused";
    opened();
    gain();
    let text = "";
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      clearTimeout(watch);
      watch = setTimeout(() => control.abort(), SILENCE_MS);
      const { done, value } = await reader.read();
      if (done) return "closed";
      heard = Date.now();
      const frames = (text + value).split("\n\n");
      text = frames.pop();
      for (const frame of frames) {
        const kind = /^event: ?(.*)$/m.exec(frame)?.[1];
        if (kind === "changed") reread();
        if (kind === "replaced" || kind === "ended") return kind;
      }
    }
  } catch {
    return "failed";
  } finally {
    clearTimeout(watch);
  }
}

function gain() {
  heard = Date.now();
  const was = lostAt;
  lostAt = null;
  if (was) undraw();
  reread();
}

function lose() {
  lostAt ??= new Date();
  draw();
}

const clock = () => new Intl.DateTimeFormat(document.documentElement.lang === "es" ? "es-US" : "en-US", { hour: "numeric", minute: "2-digit" });

// draw says that T1 is out of reach and since when, and takes away what needs it.
function draw() {
  if (!lostAt) return;
  const pill = document.getElementById("linked");
  if (pill?.dataset.lost) {
    pill.className = "pill tone-stop";
    pill.querySelector("bdi").textContent = pill.dataset.lost.replace("%s", clock().format(lostAt));
    const drawing = pill.querySelector("use");
    drawing?.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, "#wifi-off"));
  }
  for (const button of claims()) button.disabled = true;
  page().classList.add("lost");
}

function undraw() {
  for (const button of claims()) button.disabled = false;
  page().classList.remove("lost");
}

const claims = () => document.querySelectorAll('form[data-act="claim"] button');
