// Reads IDs with the parsers of npm. Input: one JSON object a line, {id,
// raw_base64, timed}. Output: one JSON object a parser, {name, version, micros,
// read: {id: {dob, expiry, number}}}; a date is YYYY-MM-DD or "", and what a parser
// refuses is missing. Micros are of the timed IDs that the parser reads.
import { answer, input, load, median, version } from "./peers.mjs";

const ids = input()
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line))
  .map(({ id, raw_base64, timed }) => ({ id, timed, text: Buffer.from(raw_base64, "base64").toString("latin1") }));

// day writes a date as a parser gives it: text, milliseconds or a Date, which are
// midnight in the zone of this process.
function day(value) {
  if (value === null || value === undefined || value === "") return "";
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value)) return value.slice(0, 10);
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return "";
  const two = (number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

const aamvajs = load("aamvajs");
const parsers = [
  {
    name: "aamva-parser",
    parse: load("aamva-parser").parse,
    fields: (read) => [read.dateOfBirth, read.expirationDate, read.driversLicenseId],
  },
  {
    name: "aamvajs",
    parse: (text) => aamvajs.raw(text),
    fields: (read) => [read.data.dateOfBirth, read.data.expirationDate, read.data.idNumber],
  },
  {
    name: "parse-usdl",
    parse: load("parse-usdl").parse,
    fields: (read) => [read.dateOfBirth, read.dateOfExpiry, read.documentNumber],
  },
];

for (const { name, parse, fields } of parsers) {
  const read = {};
  const timed = [];
  for (const { id, text, timed: wanted } of ids) {
    try {
      const [dob, expiry, number] = fields(parse(text));
      read[id] = { dob: day(dob), expiry: day(expiry), number: number ?? "" };
      if (wanted && read[id].dob !== "") timed.push(text);
    } catch {
      // Refused.
    }
  }
  const micros = timed.length === 0 ? 0 : median((i) => parse(timed[i % timed.length]), 20_000);
  answer({ name, version: version(name), micros, read });
}
