// Times that run on the page. They start from what the terminal wrote, because a
// tablet's own clock may be wrong.

import { reread } from "./page.js";

const started = new WeakMap();

/** ticks lets the waits and the code's time run. */
export function ticks() {
  setInterval(tick, 1_000);
}

const seconds = (text) => (/^\d+(:\d\d)+$/.test(text) ? text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) : NaN);

const two = (number) => String(number).padStart(2, "0");

function words(total) {
  const whole = Math.max(0, Math.floor(total));
  if (whole < 3600) return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

// run moves one time on and gives its seconds, NaN if it is no time.
function run(element, direction) {
  let since = started.get(element);
  if (!since || since.text !== element.textContent) {
    since = { from: seconds(element.textContent), at: Date.now(), text: element.textContent };
    started.set(element, since);
  }
  if (Number.isNaN(since.from)) return NaN;
  const now = since.from + (direction * (Date.now() - since.at)) / 1_000;
  since.text = words(now);
  if (element.textContent !== since.text) element.textContent = since.text;
  return now;
}

function tick() {
  for (const time of document.querySelectorAll(".tick")) {
    const waited = run(time.querySelector("bdi") ?? time, 1);
    const card = time.closest(".car");
    const until = (Number(time.dataset.late) - Number(time.dataset.since)) / 1_000;
    if (card && until > 0 && waited >= until && !card.classList.contains("late")) late(card);
  }
  for (const left of document.querySelectorAll("[data-until] b")) run(left, -1);
}

// late shows at once what the terminal says too when it is asked.
function late(card) {
  card.classList.add("late");
  const note = card.querySelector(".note");
  const label = note?.querySelector("bdi");
  if (label && card.dataset.lateNote) {
    label.textContent = card.dataset.lateNote;
    note.classList.add("tone-stop");
    const drawing = note.querySelector("use");
    drawing?.setAttribute("href", drawing.getAttribute("href").replace(/#.*/, "#warning"));
  }
  reread();
}
