// Encodes a receipt with the encoder of npm. Input: JSON {header, items: [[left,
// right]], total, barcode, qr, columns}. Output: JSON {name, version, micros, bytes}.
import { answer, input, load, median, version } from "./peers.mjs";

const name = "@point-of-sale/receipt-printer-encoder";
const ReceiptPrinterEncoder = load(name);
const receipt = JSON.parse(input());
const columns = [
  { width: receipt.columns - 12, align: "left" },
  { width: 12, align: "right" },
];

function encode() {
  return new ReceiptPrinterEncoder({ language: "esc-pos", columns: receipt.columns })
    .initialize()
    .codepage("cp437")
    .align("center")
    .bold(true)
    .size(2, 2)
    .line(receipt.header)
    .size(1, 1)
    .bold(false)
    .align("left")
    .table(columns, receipt.items)
    .rule()
    .bold(true)
    .table(columns, [["TOTAL", receipt.total]])
    .bold(false)
    .align("center")
    .barcode(receipt.barcode, "code128", { height: 60, text: true })
    .qrcode(receipt.qr, { size: 6, errorlevel: "m" })
    .cut("partial")
    .encode();
}

answer({ name, version: version(name), micros: median(encode, 300), bytes: encode().length });
