/** The masked form of a value: digits become 9, letters A or a; what stands between stays. */

const LONGEST = 40;

/** Shape of a string, at most 40 characters, `…` behind a longer one. */
export function shapeOf(text: string): string {
  let shape = "";
  for (const char of text) {
    if (shape.length >= LONGEST) return `${shape}…`;
    if (char <= "~" && char >= " ")
      shape += char < "0" ? char : char <= "9" ? "9" : char >= "A" && char <= "Z" ? "A" : char >= "a" && char <= "z" ? "a" : char;
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
    if (c >= 0x30 && c <= 0x39) bytes[i] = 0x39;
    else if (c >= 0x41 && c <= 0x5a) bytes[i] = 0x41;
    else if ((c >= 0x61 && c <= 0x7a) || c >= 0x80) bytes[i] = 0x61;
  }
}
