/**
 * The JSON header of a safetensors file, parsed by its own grammar: JSON.parse would hide duplicate keys and round large integers.
 * Rules: safetensors format page, handbook training.md §4.3, and the behaviour of the Python library 0.8.0 (never looser than it).
 */

/** Bits of one element, by dtype name. */
export const DTYPE_BITS: ReadonlyMap<string, number> = new Map([
  ["BOOL", 8],
  ["F4", 4],
  ["F6_E2M3", 6],
  ["F6_E3M2", 6],
  ["U8", 8],
  ["I8", 8],
  ["F8_E5M2", 8],
  ["F8_E4M3", 8],
  ["F8_E8M0", 8],
  ["F8_E4M3FNUZ", 8],
  ["F8_E5M2FNUZ", 8],
  ["I16", 16],
  ["U16", 16],
  ["F16", 16],
  ["BF16", 16],
  ["I32", 32],
  ["U32", 32],
  ["F32", 32],
  ["C64", 64],
  ["F64", 64],
  ["I64", 64],
  ["U64", 64],
]);

/** One tensor as the header states it; offsets in bytes from the start of the data. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  /** In the order of their data; empty tensors before the tensor that starts at the same byte. */
  readonly tensors: readonly TensorInfo[];
  readonly metadata: Readonly<Record<string, string>>;
  /** Length of the data that the tensors cover, without hole or overlap. */
  readonly dataBytes: number;
}

/** Why a file is not valid safetensors: a stable word and a sentence without the file's name. */
export class InvalidSafetensors extends Error {
  readonly rule: string;

  constructor(rule: string, message: string) {
    super(message);
    this.name = "InvalidSafetensors";
    this.rule = rule;
  }
}

/** A tensor name fit for a message: quoted, escaped, at most 100 characters. */
export function shownName(name: string): string {
  const short = name.length > 100 ? `${name.slice(0, 97)}...` : name;
  return JSON.stringify(short.toWellFormed());
}

/**
 * Parses and checks the header bytes (without the eight length bytes).
 * @throws InvalidSafetensors on everything that the format forbids: text that is not UTF-8 or not JSON, duplicate names, unknown
 * dtypes, sizes that overflow or disagree with the offsets, holes and overlaps.
 */
export function parseHeader(bytes: Uint8Array): SafetensorsHeader {
  const { tensors, metadata } = new HeaderParser(decode(bytes)).parse();
  for (const tensor of tensors) checkSize(tensor);
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end || (a.name < b.name ? -1 : 1));
  let at = 0;
  for (const tensor of tensors) {
    if (tensor.begin !== at) {
      const what = tensor.begin > at ? "leaves a hole before it" : "overlaps the tensor before it";
      throw new InvalidSafetensors(
        "offsets",
        `tensor ${shownName(tensor.name)} starts at byte ${tensor.begin} and ${what} (byte ${at} expected)`,
      );
    }
    at = tensor.end;
  }
  return { tensors, metadata, dataBytes: at };
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] !== 0x7b) throw new InvalidSafetensors("header-start", "the header does not start with {");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InvalidSafetensors("header-utf8", "the header is not UTF-8");
  }
}

function checkSize(tensor: TensorInfo): void {
  const bits = DTYPE_BITS.get(tensor.dtype);
  if (bits === undefined) {
    throw new InvalidSafetensors("dtype", `tensor ${shownName(tensor.name)} has the unknown dtype ${shownName(tensor.dtype)}`);
  }
  let count = 1;
  for (const dim of tensor.shape) {
    count *= dim;
    if (!Number.isSafeInteger(count * bits)) {
      throw new InvalidSafetensors("shape-overflow", `the shape of tensor ${shownName(tensor.name)} overflows`);
    }
  }
  if ((count * bits) % 8 !== 0) {
    throw new InvalidSafetensors("alignment", `tensor ${shownName(tensor.name)} (${tensor.dtype}) does not end at a byte boundary`);
  }
  if (tensor.end < tensor.begin || tensor.end - tensor.begin !== (count * bits) / 8) {
    const span = `${tensor.begin} to ${tensor.end}`;
    throw new InvalidSafetensors("size", `tensor ${shownName(tensor.name)} needs ${(count * bits) / 8} bytes, its offsets say ${span}`);
  }
}

/** Strings that mean what they say: printable ASCII without escapes. */
const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/;

function once(key: string, seen: boolean): void {
  if (seen) throw new InvalidSafetensors("duplicate", `the key ${shownName(key)} stands twice in the header`);
}

/** Recursive descent over `{"__metadata__": {string: string}, name: {dtype, shape, data_offsets}}`, white space between tokens allowed. */
class HeaderParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): { tensors: TensorInfo[]; metadata: Record<string, string> } {
    const tensors: TensorInfo[] = [];
    let metadata: Record<string, string> = {};
    const seen = new Set<string>();
    this.#object((name) => {
      once(name, seen.has(name));
      seen.add(name);
      if (name === "__metadata__") metadata = this.#metadata();
      else tensors.push(this.#tensor(name));
    });
    // The format pads with 0x20 only; the Python library also takes other white space.
    while (this.#text[this.#at] === " ") this.#at++;
    if (this.#at !== this.#text.length) this.#fail("text after the closing brace");
    return { tensors, metadata };
  }

  #metadata(): Record<string, string> {
    const entries = new Map<string, string>();
    this.#object((key) => {
      once(key, entries.has(key));
      entries.set(key, this.#string());
    });
    return Object.fromEntries(entries);
  }

  #tensor(name: string): TensorInfo {
    let dtype: string | undefined;
    let shape: number[] | undefined;
    let offsets: number[] | undefined;
    this.#object((key) => {
      if (key === "dtype") {
        once(key, dtype !== undefined);
        dtype = this.#string();
      } else if (key === "shape") {
        once(key, shape !== undefined);
        shape = this.#integers();
      } else if (key === "data_offsets") {
        once(key, offsets !== undefined);
        offsets = this.#integers();
      } else throw new InvalidSafetensors("tensor-keys", `tensor ${shownName(name)} has the unknown key ${shownName(key)}`);
    });
    const [begin, end, ...more] = offsets ?? [];
    if (dtype === undefined || shape === undefined || begin === undefined || end === undefined || more.length > 0) {
      throw new InvalidSafetensors("tensor-keys", `tensor ${shownName(name)} needs dtype, shape and two data_offsets`);
    }
    return { name, dtype, shape, begin, end };
  }

  #object(member: (key: string) => void): void {
    this.#expect("{");
    this.#space();
    if (this.#take("}")) return;
    do {
      this.#space();
      const key = this.#string();
      this.#space();
      this.#expect(":");
      this.#space();
      member(key);
      this.#space();
    } while (this.#take(","));
    this.#expect("}");
  }

  #integers(): number[] {
    const values: number[] = [];
    this.#expect("[");
    this.#space();
    if (this.#take("]")) return values;
    do {
      this.#space();
      values.push(this.#integer());
      this.#space();
    } while (this.#take(","));
    this.#expect("]");
    return values;
  }

  #integer(): number {
    const pattern = /(?:0|[1-9][0-9]*)(?![0-9.eE])/y;
    pattern.lastIndex = this.#at;
    const digits = pattern.exec(this.#text)?.[0];
    if (digits === undefined) return this.#fail("a whole number of at least 0 was expected");
    this.#at += digits.length;
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) throw new InvalidSafetensors("shape-overflow", "a number in the header is larger than 2^53");
    return value;
  }

  #string(): string {
    if (this.#text[this.#at] !== '"') return this.#fail("a string was expected");
    let end = this.#text.indexOf('"', this.#at + 1);
    // A quote behind an odd number of backslashes is escaped.
    while (end !== -1 && this.#escaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end === -1) return this.#fail("a string does not end");
    const inside = this.#text.slice(this.#at + 1, end);
    const value = PLAIN.test(inside) ? inside : this.#unescape(`"${inside}"`);
    this.#at = end + 1;
    return value;
  }

  #escaped(quote: number): boolean {
    let backslashes = 0;
    while (this.#text[quote - 1 - backslashes] === "\\") backslashes++;
    return backslashes % 2 === 1;
  }

  #unescape(token: string): string {
    let value: unknown;
    try {
      value = JSON.parse(token);
    } catch {
      return this.#fail("a string is not valid JSON");
    }
    return typeof value === "string" && value.isWellFormed() ? value : this.#fail("a string with half a surrogate pair");
  }

  #space(): void {
    while (" \t\n\r".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) this.#fail(`${character} was expected`);
  }

  #fail(what: string): never {
    throw new InvalidSafetensors("header-json", `the header is not the JSON that the format asks for: ${what}, character ${this.#at}`);
  }
}
