/** Fills the tables that the kernel reads: byte classes and labels. Plain data; the name tables come from src/phi/names. */
import * as L from "./kernel/layout.ts";
import { labelRows, wordRows } from "./labels.ts";
import { hashWord, type NameTables } from "./names/interface.ts";

function isIn(c: number, low: string, high: string): boolean {
  return c >= low.charCodeAt(0) && c <= high.charCodeAt(0);
}

function byteClass(c: number): number {
  const char = String.fromCharCode(c);
  let k = 0;
  if (isIn(c, "0", "9")) k |= L.C_DIGIT | L.C_HEX | L.C_MAIL;
  if (isIn(c, "a", "z")) k |= L.C_LOWER | L.C_MAIL;
  if (isIn(c, "A", "Z")) k |= L.C_UPPER | L.C_MAIL;
  if (isIn(c, "a", "f") || isIn(c, "A", "F")) k |= L.C_HEX;
  if (c >= 0x80) k |= L.C_HIGH;
  if (c < 0x80 && "._%+-'".includes(char)) k |= L.C_MAIL;
  if (c <= 0x20 || (c < 0x80 && "\"'<>\\`|{}^".includes(char))) k |= L.C_URL_END;
  if (c < 0x80 && "@:([".includes(char)) k |= L.C_ANCHOR;
  return k;
}

/** Wrapping product and xor, as `joinHash` in kernel/labels.ts. */
function joinHash(left: number, right: number): number {
  return Math.imul(left ^ (right >>> 7), 0x01000193) ^ right;
}

/** Label table as `[hash, value]` pairs in open addressing; the kernel's `probe` reads it. */
export function labelTable(): Int32Array {
  const entries = new Map<number, number>();
  for (const { words, label, mark } of labelRows()) {
    let h = 0;
    for (let i = words.length - 1; i >= 0; i--) {
      const word = hashWord(words[i] ?? "");
      h = i === words.length - 1 ? word : joinHash(word, h);
      const old = entries.get(h) ?? 0;
      if (i > 0) entries.set(h, old | L.L_TAIL);
      else entries.set(h, (old & L.L_TAIL) | label | (mark ? L.L_MARK : 0));
    }
  }
  for (const { word, label, state } of wordRows()) entries.set(joinHash(hashWord(word), state ? L.STATE_SALT : L.WORD_SALT), label);
  const slots = new Int32Array(L.LABEL_SLOTS * 2);
  for (const [h, value] of entries) {
    let slot = (h ^ (h >>> 13)) & (L.LABEL_SLOTS - 1);
    while (slots[slot * 2 + 1] !== 0) slot = (slot + 1) & (L.LABEL_SLOTS - 1);
    slots[slot * 2] = h;
    slots[slot * 2 + 1] = value;
  }
  return slots;
}

function bytesOf(view: ArrayBufferView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** Writes all tables of this module into a kernel's memory. */
export function fillTables(u8: Uint8Array, names: NameTables): void {
  u8.set(bytesOf(names.lexicon), L.LEXICON_AT);
  u8.set(bytesOf(names.weights), L.WEIGHTS_AT);
  u8.set(names.bits, L.BITS_AT);
  u8.set(names.extra, L.EXTRA_AT);
  for (let c = 0; c < 256; c++) u8[L.CLASS_AT + c] = byteClass(c);
  const table = labelTable();
  u8.set(new Uint8Array(table.buffer), L.LABELS_AT);
}
