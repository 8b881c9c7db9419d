/**
 * A copy of text in which spellings that hide a value are plain: JSON `\uXXXX` escapes, no-break and zero-width characters, full-width digits and letters,
 * typographic dashes. Offsets map back through break points, so places in the original stay exact. JSON `\u0000`-`\u001f`, `\u0022`, `\u005c` become a space.
 */

export interface Normalised {
  readonly length: number;
  /** Offset in the original of an offset in the copy. */
  original(offset: number): number;
}

/** Length of the UTF-8 character at p (lead byte at least 0xc2). */
function characterLength(c: number): number {
  return c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
}

/** ASCII byte that stands for the character at p, 0 to remove it, -1 to keep it. */
function replacement(bytes: Uint8Array, p: number): number {
  const a = bytes[p] as number;
  const b = bytes[p + 1] as number;
  if (a === 0xc2) return b === 0xa0 ? 0x20 : b === 0xad ? 0 : -1;
  const c = bytes[p + 2] as number;
  if (a === 0xe2) {
    if (b === 0x80) {
      if (c >= 0x80 && c <= 0x8a) return 0x20;
      if (c === 0x8b || c === 0x8c || c === 0x8d || c === 0x8e || c === 0x8f) return 0;
      if (c >= 0x90 && c <= 0x95) return 0x2d;
      if (c >= 0xaa && c <= 0xae) return 0;
      if (c === 0xaf) return 0x20;
    }
    if (b === 0x81 && (c === 0x9f || c === 0xa0)) return c === 0x9f ? 0x20 : 0;
    if (b === 0x88 && c === 0x92) return 0x2d;
    return -1;
  }
  if (a === 0xe3 && b === 0x80 && c === 0x80) return 0x20;
  if (a === 0xef) {
    if (b === 0xbb && c === 0xbf) return 0;
    if (b === 0xbc && c >= 0x81) return c - 0x80 + 0x20;
    if (b === 0xbd && c >= 0x80 && c <= 0x9e) return c - 0x80 + 0x60;
  }
  return -1;
}

function hexValue(c: number): number {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const l = c | 0x20;
  return l >= 0x61 && l <= 0x66 ? l - 0x57 : -1;
}

/** Code unit of the four hex digits at p, or -1. */
function codeUnit(bytes: Uint8Array, p: number): number {
  let v = 0;
  for (let i = 0; i < 4; i++) {
    const h = hexValue(bytes[p + i] as number);
    if (h < 0) return -1;
    v = v * 16 + h;
  }
  return v;
}

/** Copies `source[from, to)` to `target` at `at`; `breaks` takes pairs of offsets. The copy is never longer. */
export function normalise(source: Uint8Array, from: number, to: number, target: Uint8Array, at: number, json: boolean): Normalised {
  const breaks: number[] = [];
  let p = from;
  let q = at;
  let run = from;
  const flush = (): void => {
    target.set(source.subarray(run, p), q);
    q += p - run;
  };
  const resume = (next: number): void => {
    p = next;
    run = next;
    breaks.push(q, next);
  };
  while (p < to) {
    const c = source[p] as number;
    if (c < 0x5c || (c > 0x5c && c < 0xc2)) {
      p += 1;
      continue;
    }
    if (c === 0x5c) {
      if (!json || source[p + 1] !== 0x75) {
        p += json ? 2 : 1;
        continue;
      }
      const unit = codeUnit(source, p + 2);
      if (unit < 0) {
        p += 2;
        continue;
      }
      flush();
      let code = unit;
      let used = 6;
      if (unit >= 0xd800 && unit < 0xdc00 && source[p + 6] === 0x5c && source[p + 7] === 0x75) {
        const low = codeUnit(source, p + 8);
        if (low >= 0xdc00 && low < 0xe000) {
          code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
          used = 12;
        }
      }
      q = putCharacter(target, q, code);
      resume(p + used);
      continue;
    }
    const r = replacement(source, p);
    if (r < 0) {
      p += characterLength(c);
      continue;
    }
    flush();
    if (r > 0) {
      target[q] = r;
      q += 1;
    }
    resume(p + characterLength(c));
  }
  p = to;
  if (run < to) flush();
  return { length: q - at, original: (offset) => mapBack(breaks, offset, from, at) };
}

const spelled = new Uint8Array(8);

/** Writes one code point as normalised UTF-8; gives the offset behind it. */
function putCharacter(target: Uint8Array, q: number, code: number): number {
  if (code < 0x80) {
    target[q] = code < 0x20 || code === 0x22 || code === 0x5c ? 0x20 : code;
    return q + 1;
  }
  let n = 0;
  if (code < 0x800) spelled[n++] = 0xc0 | (code >> 6);
  else {
    if (code < 0x10000) spelled[n++] = 0xe0 | (code >> 12);
    else {
      spelled[n++] = 0xf0 | (code >> 18);
      spelled[n++] = 0x80 | ((code >> 12) & 63);
    }
    spelled[n++] = 0x80 | ((code >> 6) & 63);
  }
  spelled[n++] = 0x80 | (code & 63);
  const r = replacement(spelled, 0);
  if (r === 0) return q;
  if (r > 0) {
    target[q] = r;
    return q + 1;
  }
  target.set(spelled.subarray(0, n), q);
  return q + n;
}

/** Offset in the original of an offset in the copy; `breaks` are pairs (copy, original), ascending. */
export function mapBack(breaks: ArrayLike<number>, offset: number, from: number, at: number): number {
  let low = 0;
  let high = breaks.length >> 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((breaks[mid * 2] as number) <= offset) low = mid + 1;
    else high = mid;
  }
  if (low === 0) return from + (offset - at);
  return (breaks[low * 2 - 1] as number) + (offset - (breaks[low * 2 - 2] as number));
}
