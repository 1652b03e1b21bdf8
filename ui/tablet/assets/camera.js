// Reads a barcode with the tablet's camera: with the browser's own detector
// where it has the format, otherwise with the terminal's decoder. Pictures stay
// in memory and are cleared; only the barcode's bytes are sent, once.

import { scriptURL } from "./policy.js";
import { isBusy, sendScan } from "./post.js";

const NATIVE = { id: ["pdf417"], bag: ["qr_code", "code_128"] };
const WIDEST = 1600; // a picture is scaled down to it
const EVERY_MS = 80;
const THOROUGH_EACH = 4; // each so many pictures is the whole one, turned too

const box = document.getElementById("camera");
const video = box?.querySelector("video");
const says = document.getElementById("camera-says");
const canvas = document.createElement("canvas");

let tracks = [];
let decode = null;
let count = 0;
let stopped = false;
let starting = false;

if (box) {
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => { if (event.persisted) start(); });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? start() : stop()));
  start();
}

async function start() {
  if (starting || tracks.length > 0) return;
  starting = true;
  stopped = false;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } },
    });
    tracks = stream.getTracks();
    if (stopped) return stop();
    video.srcObject = stream;
    await video.play();
    decode ??= (await native()) ?? (await own());
    says.textContent = box.dataset.reading;
    next();
  } catch {
    stop();
    says.textContent = box.dataset.denied;
  } finally {
    starting = false;
  }
}

function stop() {
  stopped = true;
  for (const track of tracks) track.stop();
  tracks = [];
  video.srcObject = null;
  canvas.width = canvas.height = 1;
}

// native is the browser's detector. It gives text, whose characters are the
// bytes of the barcode as far as it has the form of an ID.
async function native() {
  const wanted = NATIVE[box.dataset.scanBy] ?? NATIVE.bag;
  if (!("BarcodeDetector" in self)) return null;
  const has = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!wanted.every((format) => has.includes(format))) return null;
  const detector = new BarcodeDetector({ formats: wanted });
  return async (picture) => {
    const [found] = await detector.detect(picture);
    return found?.rawValue ? toBytes(found.rawValue) : null;
  };
}

function toBytes(text) {
  const codes = Array.from(text, (letter) => letter.codePointAt(0));
  return codes.every((code) => code <= 0xff) ? Uint8Array.from(codes) : new TextEncoder().encode(text);
}

// own is the terminal's decoder in a worker, one picture at a time.
async function own() {
  const worker = new Worker(scriptURL(box.dataset.worker), { type: "module" });
  const ask = (message, transfer) => new Promise((done, fail) => {
    worker.onmessage = ({ data }) => (data.fault ? fail(new Error(data.fault)) : done(data));
    worker.onerror = () => fail(new Error("the decoder did not start"));
    worker.postMessage(message, transfer);
  });
  await ask({ decoder: box.dataset.decoder }, []);
  return async (picture, thorough) => (await ask({ picture, scan: box.dataset.scanBy, thorough }, [picture.data.buffer])).bytes;
}

function next() {
  if (stopped) return;
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(() => setTimeout(look, EVERY_MS / 2));
  else setTimeout(look, EVERY_MS);
}

async function look() {
  if (stopped) return;
  try {
    const thorough = ++count % THOROUGH_EACH === 0;
    const bytes = isBusy() ? null : await decode(take(thorough), thorough);
    if (bytes && !stopped) {
      stop();
      await sendScan(bytes, box.dataset.order, box.dataset.command);
      return;
    }
  } catch {
    // A picture that cannot be decoded is as good as one without a barcode.
  }
  next();
}

// take cuts the middle out of the picture, where the frame is drawn, or takes all
// of it where the person holds the card otherwise.
function take(whole) {
  const { videoWidth: wide, videoHeight: high } = video;
  const height = whole ? high : Math.round(high * 0.7);
  const scale = Math.min(1, WIDEST / wide);
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(height * scale);
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, 0, (high - height) / 2, wide, height, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
