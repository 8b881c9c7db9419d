/** Check digits, over digits 0..9 in memory at DIGITS_AT. Sources: handbook table in docs/phi.md; vectors in __tests__/phi/vectors. */
import { C_ALNUM, C_DIGIT, CLASS_AT, DIGITS_AT } from "./layout.ts";
import { ld8, st8 } from "./mem.ts";

function d(i: i32): i32 {
  return ld8(DIGITS_AT + i);
}

/** Copies the digits of [start, end) to DIGITS_AT; returns how many (at most 40). */
export function gather(start: i32, end: i32): i32 {
  let n = 0;
  for (let p = start; p < end && n < 40; p++) {
    const c = ld8(p);
    if ((ld8(CLASS_AT + c) & C_DIGIT) !== 0) {
      st8(DIGITS_AT + n, c - 0x30);
      n += 1;
    }
  }
  return n;
}

/** 1 when all n digits are equal. */
export function uniform(n: i32): i32 {
  for (let i = 1; i < n; i++) if (d(i) !== d(0)) return 0;
  return 1;
}

/** Luhn (ISO/IEC 7812-1) over digits [from, from + n). */
export function luhn(from: i32, n: i32): i32 {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let v = d(from + n - 1 - i);
    if ((i & 1) !== 0) {
      v *= 2;
      if (v > 9) v -= 9;
    }
    sum += v;
  }
  return sum % 10 === 0 ? 1 : 0;
}

/** US National Provider Identifier: Luhn over 80840 + NPI = Luhn sum + 24 (69 FR 3434). */
export function npi(): i32 {
  let sum = 24;
  for (let i = 0; i < 10; i++) {
    let v = d(9 - i);
    if ((i & 1) !== 0) {
      v *= 2;
      if (v > 9) v -= 9;
    }
    sum += v;
  }
  return (d(0) === 1 || d(0) === 2) && sum % 10 === 0 ? 1 : 0;
}

/** US bank routing number: weights 3 7 1, known prefix. */
export function aba(): i32 {
  const sum = 3 * (d(0) + d(3) + d(6)) + 7 * (d(1) + d(4) + d(7)) + d(2) + d(5) + d(8);
  const prefix = d(0) * 10 + d(1);
  const known = prefix <= 12 || (prefix >= 21 && prefix <= 32) || (prefix >= 61 && prefix <= 72) || prefix === 80;
  return known && sum % 10 === 0 && uniform(9) === 0 ? 1 : 0;
}

/** DEA registration: seven digits at DIGITS_AT (after the two letters). */
export function dea(): i32 {
  return (d(0) + d(2) + d(4) + 2 * (d(1) + d(3) + d(5))) % 10 === d(6) ? 1 : 0;
}

/** UK NHS number: weights 10..2, mod 11. */
export function nhs(): i32 {
  let sum = 0;
  for (let i = 0; i < 9; i++) sum += d(i) * (10 - i);
  let r = 11 - (sum % 11);
  if (r === 11) r = 0;
  return r !== 10 && r === d(9) && uniform(10) === 0 ? 1 : 0;
}

/** Verhoeff's dihedral product, d(j, k). */
function dihedral(a: i32, b: i32): i32 {
  if (a < 5) return b < 5 ? (a + b) % 5 : 5 + ((a + b - 5) % 5);
  return b < 5 ? 5 + ((a - 5 + 5 - b) % 5) : (a - b + 5) % 5;
}

/** Verhoeff's permutation applied i times. */
function permute(times: i32, value: i32): i32 {
  let v = value;
  for (let i = 0; i < times; i++)
    v = v === 0 ? 1 : v === 1 ? 5 : v === 2 ? 7 : v === 3 ? 6 : v === 4 ? 2 : v === 5 ? 8 : v === 6 ? 3 : v === 7 ? 0 : v === 8 ? 9 : 4;
  return v;
}

/** Verhoeff over n digits (Aadhaar: 12). */
export function verhoeff(n: i32): i32 {
  let c = 0;
  for (let i = 0; i < n; i++) c = dihedral(c, permute(i % 8, d(n - 1 - i)));
  return c === 0 ? 1 : 0;
}

/** Australian Medicare card: first digit 2-6, weights 1 3 7 9 1 3 7 9 mod 10 = ninth digit. */
export function medicareAu(): i32 {
  const sum = d(0) + 3 * d(1) + 7 * d(2) + 9 * d(3) + d(4) + 3 * d(5) + 7 * d(6) + 9 * d(7);
  return d(0) >= 2 && d(0) <= 6 && sum % 10 === d(8) ? 1 : 0;
}

/** Australian tax file number, 9 digits: weights 1 4 3 7 5 8 6 9 10 mod 11. */
export function tfn(): i32 {
  const sum = d(0) + 4 * d(1) + 3 * d(2) + 7 * d(3) + 5 * d(4) + 8 * d(5) + 6 * d(6) + 9 * d(7) + 10 * d(8);
  return sum % 11 === 0 && uniform(9) === 0 ? 1 : 0;
}

/** Remainder of the first n digits. */
export function modulo(n: i32, m: i32): i32 {
  let r = 0;
  for (let i = 0; i < n; i++) r = (r * 10 + d(i)) % m;
  return r;
}

/** Dutch BSN, 9 digits: weights 9..2, -1, mod 11. */
export function bsn(): i32 {
  let sum = -d(8);
  for (let i = 0; i < 8; i++) sum += d(i) * (9 - i);
  return sum > 0 && sum % 11 === 0 && uniform(9) === 0 ? 1 : 0;
}

/** Brazilian CPF, 11 digits: two mod-11 digits. */
export function cpf(): i32 {
  let a = 0;
  let b = 0;
  for (let i = 0; i < 9; i++) {
    a += d(i) * (10 - i);
    b += d(i) * (11 - i);
  }
  const x = ((a * 10) % 11) % 10;
  const y = (((b + 2 * x) * 10) % 11) % 10;
  return x === d(9) && y === d(10) && uniform(11) === 0 ? 1 : 0;
}

/** Brazilian health card (CNS), 15 digits: weights 15..1 mod 11, first digit 1, 2, 7, 8 or 9. */
export function cns(): i32 {
  let sum = 0;
  for (let i = 0; i < 15; i++) sum += d(i) * (15 - i);
  const f = d(0);
  return sum % 11 === 0 && (f === 1 || f === 2 || f >= 7) && uniform(15) === 0 ? 1 : 0;
}

/** German tax identification number, 11 digits: ISO 7064 mod 11,10; exactly one digit repeated twice or three times among the first ten. */
export function steuerId(): i32 {
  if (d(0) === 0) return 0;
  let product = 10;
  for (let i = 0; i < 10; i++) {
    let sum = (d(i) + product) % 10;
    if (sum === 0) sum = 10;
    product = (sum * 2) % 11;
  }
  const check = (11 - product) % 10;
  if (check !== d(10)) return 0;
  let repeated = 0;
  for (let v = 0; v < 10; v++) {
    let n = 0;
    for (let i = 0; i < 10; i++) if (d(i) === v) n += 1;
    if (n > 3) return 0;
    if (n > 1) repeated += 1;
  }
  return repeated === 1 ? 1 : 0;
}

/** Spanish social security number, 12 digits: first ten mod 97 = last two (for numbers with a serial below 10,000,000 the zero is dropped). */
export function nssEs(): i32 {
  const check = d(10) * 10 + d(11);
  if (modulo(10, 97) === check) return 1;
  if (d(2) !== 0) return 0;
  let r = d(0) * 10 + d(1);
  for (let i = 3; i < 10; i++) r = (r * 10 + d(i)) % 97;
  return r === check ? 1 : 0;
}

function vinValue(c: i32): i32 {
  if (c < 0x41) return c - 0x30;
  const l = c & 0x5f;
  if (l <= 0x48) return l - 0x40;
  if (l <= 0x52) return l - 0x49;
  return l - 0x51;
}

/** Vehicle identification number at p, 17 characters (49 CFR 565): check digit at position 9; uniform strings fail. */
export function vin(p: i32): i32 {
  let sum = 0;
  let same = 1;
  for (let i = 0; i < 17; i++) {
    const c = ld8(p + i);
    const l = c & 0x5f;
    if (c > 0x40 && (l === 0x49 || l === 0x4f || l === 0x51)) return 0;
    if (c !== ld8(p)) same = 0;
    const w = i === 7 ? 10 : i === 8 ? 0 : i < 7 ? 8 - i : 18 - i;
    sum += vinValue(c) * w;
  }
  const r = sum % 11;
  const check = ld8(p + 8);
  const ok = r === 10 ? (check & 0x5f) === 0x58 : check === 0x30 + r;
  return same === 0 && ok ? 1 : 0;
}

/** IBAN in [start, end), spaces allowed: mod 97 = 1 (ISO 13616). */
export function iban(start: i32, end: i32): i32 {
  let r = 0;
  for (let turn = 0; turn < 2; turn++) {
    let seen = 0;
    for (let p = start; p < end; p++) {
      const c = ld8(p);
      if ((ld8(CLASS_AT + c) & C_ALNUM) === 0) continue;
      seen += 1;
      if ((turn === 0 && seen <= 4) || (turn === 1 && seen > 4)) continue;
      r = c < 0x3a ? (r * 10 + (c - 0x30)) % 97 : (r * 100 + ((c & 0x5f) - 0x37)) % 97;
    }
  }
  return r === 1 ? 1 : 0;
}

/** Spanish DNI or NIE: control letter of a number (`TRWAGMYFPDXBNJZSQVHLCKE`). */
export function dniLetter(number: i32): i32 {
  const r = number % 23;
  // T R W A G M Y F P D X B N J Z S Q V H L C K E
  if (r === 0) return 0x54;
  if (r === 1) return 0x52;
  if (r === 2) return 0x57;
  if (r === 3) return 0x41;
  if (r === 4) return 0x47;
  if (r === 5) return 0x4d;
  if (r === 6) return 0x59;
  if (r === 7) return 0x46;
  if (r === 8) return 0x50;
  if (r === 9) return 0x44;
  if (r === 10) return 0x58;
  if (r === 11) return 0x42;
  if (r === 12) return 0x4e;
  if (r === 13) return 0x4a;
  if (r === 14) return 0x5a;
  if (r === 15) return 0x53;
  if (r === 16) return 0x51;
  if (r === 17) return 0x56;
  if (r === 18) return 0x48;
  if (r === 19) return 0x4c;
  if (r === 20) return 0x43;
  return r === 21 ? 0x4b : 0x45;
}

/** Value of n digits in memory at p (n <= 9). */
export function number(p: i32, n: i32): i32 {
  let v = 0;
  for (let i = 0; i < n; i++) v = v * 10 + (ld8(p + i) - 0x30);
  return v;
}

/** German health insurance number (KVNR): letter and nine digits at p; Luhn-like with weights 1 2, letter as two digits. */
export function kvnr(p: i32): i32 {
  const letter = (ld8(p) & 0x5f) - 0x40;
  let sum = 0;
  for (let i = 0; i < 10; i++) {
    const digit = i === 0 ? (letter / 10) | 0 : i === 1 ? letter % 10 : ld8(p + i - 1) - 0x30;
    let v = digit * ((i & 1) === 0 ? 1 : 2);
    if (v > 9) v = v - 9;
    sum += v;
  }
  return letter >= 1 && letter <= 26 && sum % 10 === ld8(p + 9) - 0x30 ? 1 : 0;
}

/** GS1 check digit (GTIN-14 of a UDI): weights 3 1 over 14 digits. */
export function gtin14(): i32 {
  let sum = 0;
  for (let i = 0; i < 14; i++) sum += d(i) * ((i & 1) === 0 ? 3 : 1);
  return sum % 10 === 0 ? 1 : 0;
}
