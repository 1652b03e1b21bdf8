// What both measurements need: the installed packages, quiet consoles, the clock.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

const folder = path.resolve(process.argv[2] ?? ".build/peers");
const fromThere = createRequire(path.join(folder, "package.json"));

// load gives a package, whichever way it exports.
export function load(name) {
  const loaded = fromThere(name);
  return loaded.default ?? loaded;
}

export function version(name) {
  return JSON.parse(readFileSync(path.join(folder, "node_modules", name, "package.json"), "utf8")).version;
}

export function input() {
  return readFileSync(0, "utf8");
}

// Some parsers talk about what they cannot read, which takes time and is no answer.
for (const word of ["log", "warn", "error", "info", "debug"]) console[word] = () => {};

export function answer(value) {
  process.stdout.write(JSON.stringify(value) + "\n");
}

// median gives microseconds a call: of rounds of calls, after a warm-up as long as
// one round.
export function median(call, calls, rounds = 7) {
  const took = [];
  for (let round = 0; round <= rounds; round++) {
    const began = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) call(i);
    const micros = Number(process.hrtime.bigint() - began) / 1000 / calls;
    if (round > 0) took.push(micros);
  }
  took.sort((a, b) => a - b);
  return took[Math.floor(took.length / 2)];
}
