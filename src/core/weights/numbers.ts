/** What the numbers of one tensor look like. */
export interface NumberSummary {
  /** Elements that are NaN or infinite. 0 for integer types. */
  readonly nonFinite: number;
  /** Whether every element is zero (of either sign). True for a tensor without elements. */
  readonly allZero: boolean;
  /** Largest finite magnitude; `null` for types that are not decoded (integers, 4 to 8 bit floats). */
  readonly maxAbs: number | null;
}

type Kind =
  | { readonly width: 2; readonly infinity: number; readonly decode: (bits: number) => number }
  | { readonly width: 4 }
  | { readonly width: 8 }
  | { readonly width: 1; readonly nonFinite: (byte: number) => boolean };

const NEVER: Kind = { width: 1, nonFinite: () => false };
const KINDS = new Map<string, Kind>(
  Object.entries({
    F16: { width: 2, infinity: 0x7c00, decode: halfToNumber },
    BF16: { width: 2, infinity: 0x7f80, decode: brainToNumber },
    F32: { width: 4 },
    C64: { width: 4 },
    F64: { width: 8 },
    F8_E5M2: { width: 1, nonFinite: (byte) => (byte & 0x7f) >= 0x7c },
    F8_E4M3: { width: 1, nonFinite: (byte) => (byte & 0x7f) === 0x7f },
    F8_E8M0: { width: 1, nonFinite: (byte) => byte === 0xff },
    F8_E4M3FNUZ: { width: 1, nonFinite: (byte) => byte === 0x80 },
    F8_E5M2FNUZ: { width: 1, nonFinite: (byte) => byte === 0x80 },
  } satisfies Record<string, Kind>),
);

const words = new DataView(new ArrayBuffer(4));

/** IEEE 754 binary16 to number. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 to number: the upper half of a binary32. */
export function brainToNumber(bits: number): number {
  return singleToNumber(bits << 16);
}

function singleToNumber(bits: number): number {
  words.setUint32(0, bits >>> 0);
  return words.getFloat32(0);
}

const SCRATCH_BYTES = 1 << 16;

/**
 * Scans the little-endian payload of one tensor as it streams by; constant memory, chunks may split an element.
 * Magnitudes of floats order like their bits without the sign, so 16 and 32 bit types are compared as integers.
 */
export class NumberScan {
  readonly #kind: Kind;
  /** Made with the first byte: a hostile header may name hundreds of thousands of empty tensors. */
  #buffer = new ArrayBuffer(0);
  #bytes = new Uint8Array(this.#buffer);
  #carried = 0;
  #nonFinite = 0;
  /** Largest finite magnitude: bits for 16 and 32 bit types, the value itself for F64, any non-zero byte otherwise. */
  #max = 0;

  constructor(dtype: string) {
    this.#kind = KINDS.get(dtype) ?? NEVER;
  }

  push(chunk: Uint8Array): void {
    if (this.#buffer.byteLength === 0) {
      this.#buffer = new ArrayBuffer(SCRATCH_BYTES);
      this.#bytes = new Uint8Array(this.#buffer);
    }
    let at = 0;
    while (at < chunk.byteLength) {
      const take = Math.min(SCRATCH_BYTES - this.#carried, chunk.byteLength - at);
      this.#bytes.set(chunk.subarray(at, at + take), this.#carried);
      at += take;
      const filled = this.#carried + take;
      const whole = filled - (filled % this.#kind.width);
      this.#scan(whole);
      this.#bytes.copyWithin(0, whole, filled);
      this.#carried = filled - whole;
    }
  }

  summary(): NumberSummary {
    const kind = this.#kind;
    let maxAbs: number | null = null;
    if (kind.width === 2) maxAbs = kind.decode(this.#max);
    else if (kind.width === 4) maxAbs = singleToNumber(this.#max);
    else if (kind.width === 8) maxAbs = this.#max;
    return { nonFinite: this.#nonFinite, allZero: this.#max === 0 && this.#nonFinite === 0, maxAbs };
  }

  #scan(bytes: number): void {
    const kind = this.#kind;
    if (kind.width === 2) this.#scanBits(new Uint16Array(this.#buffer, 0, bytes / 2), 0x7fff, kind.infinity);
    else if (kind.width === 4) this.#scanBits(new Uint32Array(this.#buffer, 0, bytes / 4), 0x7fffffff, 0x7f800000);
    else if (kind.width === 8) this.#scanDoubles(new Float64Array(this.#buffer, 0, bytes / 8));
    else this.#scanBytes(bytes, kind.nonFinite);
  }

  #scanBits(elements: Uint16Array | Uint32Array, magnitude: number, infinity: number): void {
    let max = this.#max;
    let nonFinite = 0;
    for (let i = 0; i < elements.length; i++) {
      const bits = (elements[i] as number) & magnitude;
      if (bits >= infinity) nonFinite++;
      else if (bits > max) max = bits;
    }
    this.#max = max;
    this.#nonFinite += nonFinite;
  }

  #scanDoubles(elements: Float64Array): void {
    for (const element of elements) {
      if (!Number.isFinite(element)) this.#nonFinite++;
      else this.#max = Math.max(this.#max, Math.abs(element));
    }
  }

  #scanBytes(bytes: number, nonFinite: (byte: number) => boolean): void {
    for (let i = 0; i < bytes; i++) {
      const byte = this.#bytes[i] as number;
      if (byte === 0) continue;
      if (nonFinite(byte)) this.#nonFinite++;
      else this.#max = 1;
    }
  }
}
