// Scanners that type. Their keys are collected from wherever the focus is, as
// key-downs and never from a field's value, and posted once as bytes.

import { isBusy, sendScan } from "./post.js";

const IDLE_MS = 60; // a scanner's key comes sooner than that
const FIRST_IDLE_MS = 150; // the first few may be late: a scanner's radio wakes up
const LONGEST_MS = 3_000;
const FAST_MS = 30; // nobody types faster than a key in 30 ms
const SHORTEST = 4;
const SHORTEST_IN_FIELD = 8;
const MAX_BYTES = 4096;

const ENTER = 0x0a;

let bytes = [];
let began = 0;
let last = 0;
let slowest = 0;
let field = null;
let before = "";
let idle = 0;
let swallowed = false;

/** capture listens for scans on this page. */
export function capture() {
  document.addEventListener("keydown", take, { capture: true });
  // Some keyboards' letters come as an event of their own.
  document.addEventListener("keypress", (event) => { if (swallowed) event.preventDefault(); }, { capture: true });
}

// byteOf is what a key stands for, or -1. The separators inside an ID (ISO/IEC
// 15434) come as Ctrl with the key of the same code: ] for GS, ^ for RS, _ for US.
function byteOf(event) {
  if (event.altKey || event.metaKey || event.isComposing) return -1;
  if (event.key === "Enter") return ENTER;
  if (event.key === "Tab" && bytes.length > 0) return 0x09;
  if (event.key.length !== 1) return -1;
  const code = event.key.charCodeAt(0);
  if (!event.ctrlKey) return code <= 0xff ? code : -1;
  const upper = event.key.toUpperCase().charCodeAt(0);
  if (event.key === "6") return 0x1e; // Ctrl+^ on keyboards that report the digit
  if (event.key === "-") return 0x1f;
  if (upper === 0x4a || upper === 0x4d) return ENTER; // LF and CR by name
  return upper >= 0x40 && upper <= 0x5f ? upper & 0x1f : -1;
}

const typing = (element) => element?.closest?.("input:not([type=hidden]), textarea, select");

const patience = () => (bytes.length < SHORTEST ? FIRST_IDLE_MS : IDLE_MS);

function take(event) {
  const now = event.timeStamp;
  swallowed = false;
  if (bytes.length > 0 && (now - last > patience() || now - began > LONGEST_MS)) end();
  const byte = byteOf(event);
  if (byte < 0) return;
  const fresh = bytes.length === 0;
  // Alone, Enter, Space and every shortcut keep their own meaning.
  if (fresh && (event.ctrlKey || byte === ENTER || byte === 0x20 || event.repeat)) return;
  if (fresh) {
    began = now;
    slowest = 0;
    field = typing(event.target);
    before = field ? field.value : "";
  } else {
    slowest = Math.max(slowest, now - last);
  }
  last = now;
  if (bytes.length <= MAX_BYTES) bytes.push(byte);
  swallowed = !fresh && ours(byte, event);
  if (swallowed) event.preventDefault();
  clearTimeout(idle);
  idle = setTimeout(end, patience());
}

// ours says whether a key is surely a scanner's: then Enter presses no button,
// sends no form, and Ctrl opens nothing.
function ours(byte, event) {
  if (!field) return true;
  const special = byte === ENTER || event.ctrlKey;
  return special && slowest < FAST_MS && (bytes[0] === 0x40 || (bytes.length > SHORTEST_IN_FIELD && lettered(bytes)));
}

// Amounts and PINs are typed too; what has no letter is not taken from a field.
const lettered = (list) => list.some((byte) => byte >= 0x40 && byte !== 0x7f);

// end takes what was collected for a scan, if it is one. In a field only what no
// hand can type is; the field then gets back what it held before.
function end() {
  clearTimeout(idle);
  const taken = bytes;
  const into = field;
  bytes = [];
  field = null;
  const least = into ? SHORTEST_IN_FIELD : SHORTEST;
  if (taken.length < least || (into && (slowest >= FAST_MS || !lettered(taken)))) {
    taken.fill(0);
    return;
  }
  if (into) into.value = before;
  const place = document.querySelector("[data-scan]");
  if (!place?.dataset.scan || taken.length > MAX_BYTES || isBusy()) {
    taken.fill(0);
    return;
  }
  const scanned = Uint8Array.from(taken);
  taken.fill(0);
  sendScan(scanned, place.dataset.order, place.dataset.command);
}
