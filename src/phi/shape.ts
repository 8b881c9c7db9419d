/** The masked form of a value: digits become 9, letters A or a; what stands between stays. */

const LONGEST = 40;

/** Where the shapes of ASCII texts are put together: one string each, not one a character. */
const ascii = Buffer.alloc(LONGEST);

/** Shape of a string, at most 40 characters, `…` behind a longer one. */
export function shapeOf(text: string): string {
  const length = Math.min(text.length, LONGEST);
  for (let i = 0; i < length; i++) {
    const c = text.charCodeAt(i);
    if (c < 0x20 || c > 0x7e) return wideShapeOf(text);
    ascii[i] = shapeOfByte(c);
  }
  const shape = ascii.toString("latin1", 0, length);
  return text.length > LONGEST ? `${shape}…` : shape;
}

function shapeOfByte(c: number): number {
  if (c >= 0x30 && c <= 0x39) return 0x39;
  if (c >= 0x41 && c <= 0x5a) return 0x41;
  return c >= 0x61 && c <= 0x7a ? 0x61 : c;
}

function wideShapeOf(text: string): string {
  let shape = "";
  for (const char of text) {
    if (shape.length >= LONGEST) return `${shape}…`;
    if (char <= "~" && char >= " ") shape += String.fromCharCode(shapeOfByte(char.charCodeAt(0)));
    else if (/\p{Nd}/u.test(char)) shape += "9";
    else if (/\p{Lu}/u.test(char)) shape += "A";
    else if (/\p{L}|\p{M}/u.test(char)) shape += "a";
    else if (/[\p{Cc}\p{Cf}]/u.test(char)) shape += " ";
    else shape += char;
  }
  return shape;
}

/** Writes the shape of `bytes[start, end)` over it, byte by byte: for the value-free context that a fingerprint hashes. */
export function maskBytes(bytes: Uint8Array, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    const c = bytes[i] ?? 0;
    bytes[i] = c >= 0x80 ? 0x61 : shapeOfByte(c);
  }
}
