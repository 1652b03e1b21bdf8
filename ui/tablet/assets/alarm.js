// The alarm's sound: two short tones, again until the car is claimed. It only
// repeats what the card says in words and colour.

const EVERY_MS = 4_000;

let sound = null;
let timer = 0;
let muted = "";

/** alarm sounds for as long as the page names an order that nobody took. */
export function alarm() {
  // Browsers keep quiet until the first touch.
  const unlock = () => {
    sound ??= new AudioContext();
    if (sound.state === "suspended") sound.resume();
  };
  addEventListener("pointerdown", unlock);
  addEventListener("keydown", unlock);
  document.addEventListener("asked", (event) => {
    if (event.detail === "/do/mute") muted = waiting();
    stop();
  });
  document.addEventListener("page", update);
  update();
}

const waiting = () => document.getElementById("alarm")?.dataset.alarm ?? "";

function update() {
  for (const form of document.querySelectorAll(".mute[hidden]")) form.hidden = false;
  const order = waiting();
  if (order !== muted) muted = "";
  if (!order || order === muted) {
    stop();
    return;
  }
  if (timer) return;
  attend(order);
  ring();
  timer = setInterval(ring, EVERY_MS);
}

// attend puts the focus on the car, unless something is being typed or chosen.
function attend(order) {
  const now = document.activeElement;
  if (now && now !== document.body && now.id !== "main") return;
  document.querySelector(`[data-key="car-${CSS.escape(order)}"] .button`)?.focus({ preventScroll: true });
}

function stop() {
  clearInterval(timer);
  timer = 0;
}

function ring() {
  if (sound?.state !== "running" || document.visibilityState !== "visible") return;
  tone(880, 0);
  tone(660, 0.22);
}

function tone(hertz, after) {
  const from = sound.currentTime + after;
  const voice = sound.createOscillator();
  const loudness = sound.createGain();
  voice.frequency.value = hertz;
  loudness.gain.setValueAtTime(0, from);
  loudness.gain.linearRampToValueAtTime(0.3, from + 0.02);
  loudness.gain.linearRampToValueAtTime(0, from + 0.2);
  voice.connect(loudness).connect(sound.destination);
  voice.start(from);
  voice.stop(from + 0.21);
}
