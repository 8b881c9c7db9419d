/** National numbers. With a label they block (a wrong check digit: warn); without one they need their pack, their check digit and their own grouping. */

import {
  bsn,
  cns,
  cpf,
  dniLetter,
  gather,
  kvnr,
  luhn,
  medicareAu,
  modulo,
  nhs,
  nssEs,
  number,
  steuerId,
  tfn,
  uniform,
  verhoeff,
} from "./checks.ts";
import { emit } from "./emit.ts";
import { isDigitAt, lengthOf, S_DASH, S_DOT, S_SLASH, S_SPACE, sepOf } from "./groups.ts";
import {
  BLOCK,
  F_CHECK,
  F_LABEL,
  F_SOFT,
  K_AU_MEDICARE,
  K_AU_TFN,
  K_BR_CNS,
  K_BR_CPF,
  K_CA_SIN,
  K_DE_KVNR,
  K_DE_STEUERID,
  K_ES_DNI,
  K_ES_NIE,
  K_ES_NSS,
  K_FR_NIR,
  K_ID,
  K_IN_AADHAAR,
  K_IN_PAN,
  K_NL_BSN,
  K_UK_NHS,
  K_UK_NINO,
  L_AADHAAR,
  L_BSN,
  L_CNS,
  L_CPF,
  L_DNI,
  L_KVNR,
  L_MEDICARE,
  L_NHS,
  L_NINO,
  L_NIR,
  L_NSS,
  L_PAN,
  L_SIN,
  L_STEUERID,
  L_TFN,
  PACK_AU,
  PACK_BR,
  PACK_CA,
  PACK_DE,
  PACK_ES,
  PACK_FR,
  PACK_IN,
  PACK_NL,
  PACK_UK,
  WARN,
} from "./layout.ts";
import { ld8, mul } from "./mem.ts";
import { PACKS } from "./state.ts";

function on(pack: i32): i32 {
  return (PACKS & pack) !== 0 ? 1 : 0;
}

/** Kind of a labelled number whose pack is on; K_ID otherwise. */
function kindOf(label: i32): i32 {
  if (label === L_NHS && on(PACK_UK) !== 0) return K_UK_NHS;
  if (label === L_NINO && on(PACK_UK) !== 0) return K_UK_NINO;
  if (label === L_SIN && on(PACK_CA) !== 0) return K_CA_SIN;
  if (label === L_MEDICARE && on(PACK_AU) !== 0) return K_AU_MEDICARE;
  if (label === L_TFN && on(PACK_AU) !== 0) return K_AU_TFN;
  if (label === L_DNI && on(PACK_ES) !== 0) return K_ES_DNI;
  if (label === L_NSS && on(PACK_ES) !== 0) return K_ES_NSS;
  if (label === L_NIR && on(PACK_FR) !== 0) return K_FR_NIR;
  if (label === L_STEUERID && on(PACK_DE) !== 0) return K_DE_STEUERID;
  if (label === L_KVNR && on(PACK_DE) !== 0) return K_DE_KVNR;
  if (label === L_BSN && on(PACK_NL) !== 0) return K_NL_BSN;
  if (label === L_CPF && on(PACK_BR) !== 0) return K_BR_CPF;
  if (label === L_CNS && on(PACK_BR) !== 0) return K_BR_CNS;
  if (label === L_AADHAAR && on(PACK_IN) !== 0) return K_IN_AADHAAR;
  if (label === L_PAN && on(PACK_IN) !== 0) return K_IN_PAN;
  return K_ID;
}

/** French social security number: 13 digits mod 97 and a key. Digits at DIGITS_AT. */
function nir(): i32 {
  const key = ld8(0x50d) * 10 + ld8(0x50e);
  return 97 - modulo(13, 97) === key ? 1 : 0;
}

/** Whether the digits at DIGITS_AT (n of them) pass the check of the label. */
function passes(label: i32, n: i32): i32 {
  if (label === L_NHS) return n === 10 ? nhs() : 0;
  if (label === L_SIN) return n === 9 && uniform(9) === 0 ? luhn(0, 9) : 0;
  if (label === L_MEDICARE) return n === 10 || n === 11 ? medicareAu() : 0;
  if (label === L_TFN) return n === 9 ? tfn() : 0;
  if (label === L_NSS) return n === 12 ? nssEs() : 0;
  if (label === L_NIR) return n === 15 ? nir() : 0;
  if (label === L_STEUERID) return n === 11 ? steuerId() : 0;
  if (label === L_BSN) return n === 9 ? bsn() : 0;
  if (label === L_CPF) return n === 11 ? cpf() : 0;
  if (label === L_CNS) return n === 15 ? cns() : 0;
  if (label === L_AADHAAR) return n === 12 ? verhoeff(12) : 0;
  return 0;
}

/** A value under a national label: block with the right check digit, warn without; returns its end, or 0. */
export function nationalLabel(s: i32, e: i32, label: i32): i32 {
  let end = e;
  let n = gather(s, end);
  while (n < 15 && ld8(end) === 0x20 && isDigitAt(end + 1) !== 0) {
    end += 1;
    while (isDigitAt(end) !== 0) end += 1;
    n = gather(s, end);
  }
  if (n < 5) return 0;
  let ok = passes(label, n);
  if (label === L_DNI || label === L_PAN || label === L_NINO || label === L_KVNR) ok = 1;
  emit(kindOf(label), ok !== 0 ? BLOCK : WARN, ok !== 0 ? 245 : 170, s, end, F_LABEL | (ok !== 0 ? F_CHECK : 0), label);
  return end;
}

/** A number of n digits over [s, e) without a label: the packs that are on, check digit, and separators of their own grouping (parsed groups). */
export function nationalNumber(s: i32, e: i32, n: i32): i32 {
  if (PACKS === 0) return 0;
  gather(s, e);
  const g = lengthOf(0);
  const sep = sepOf(0);
  const plain = e - s === n;
  if (n === 9 && !plain && g === 3 && lengthOf(1) === 3 && uniform(9) === 0) {
    if (on(PACK_CA) !== 0 && (sep === S_SPACE || sep === S_DASH) && luhn(0, 9) !== 0) return soft(K_CA_SIN, s, e);
    if (on(PACK_AU) !== 0 && sep === S_SPACE && tfn() !== 0) return soft(K_AU_TFN, s, e);
  }
  if (n === 10 && on(PACK_AU) !== 0 && g === 4 && lengthOf(1) === 5 && medicareAu() !== 0) return soft(K_AU_MEDICARE, s, e);
  if (n === 10 && plain && on(PACK_UK) !== 0 && nhs() !== 0) return withContext(K_UK_NHS, s, e);
  if (n === 11 && on(PACK_BR) !== 0 && cpf() !== 0 && g === 3 && sep === S_DOT) return sure(K_BR_CPF, s, e);
  if (n === 11 && on(PACK_DE) !== 0 && g === 2 && sep === S_SPACE && steuerId() !== 0) return soft(K_DE_STEUERID, s, e);
  if (n === 12 && on(PACK_IN) !== 0 && g === 4 && !plain && ld8(0x500) >= 2 && verhoeff(12) !== 0) return sure(K_IN_AADHAAR, s, e);
  if (n === 12 && on(PACK_ES) !== 0 && g === 2 && (sep === S_SLASH || sep === S_SPACE) && nssEs() !== 0) return sure(K_ES_NSS, s, e);
  if (n === 15 && on(PACK_FR) !== 0 && (ld8(0x500) === 1 || ld8(0x500) === 2) && nir() !== 0) return sure(K_FR_NIR, s, e);
  if (n === 15 && on(PACK_BR) !== 0 && g === 3 && sep === S_SPACE && cns() !== 0) return sure(K_BR_CNS, s, e);
  return 0;
}

/** Check digit of at least mod 97 strength or a grouping that only this number has. */
function sure(kind: i32, s: i32, e: i32): i32 {
  emit(kind, WARN, 200, s, e, F_CHECK, 0);
  return e;
}
/** One in ten random numbers passes: counts by its grouping. */
function soft(kind: i32, s: i32, e: i32): i32 {
  emit(kind, WARN, 150, s, e, F_CHECK, 0);
  return e;
}
/** A bare number: only when the record has other evidence of a patient. */
function withContext(kind: i32, s: i32, e: i32): i32 {
  emit(kind, WARN, 120, s, e, F_CHECK | F_SOFT, 0);
  return e;
}

/** DNI, NIE, NINO, PAN, KVNR and other tokens of letters and digits, [s, e): end, or 0. `letters` first, then digits, as counted by the caller. */
export function nationalToken(s: i32, e: i32): i32 {
  if (PACKS === 0) return 0;
  const n = e - s;
  const first = ld8(s) & 0x5f;
  const last = ld8(e - 1) & 0x5f;
  if (on(PACK_ES) !== 0 && n === 9) {
    if (isDigitAt(s) !== 0 && allDigits(s, 8) !== 0 && dniLetter(number(s, 8)) === last) return sure(K_ES_DNI, s, e);
    if (first >= 0x58 && first <= 0x5a && allDigits(s + 1, 7) !== 0 && dniLetter(mul(first - 0x58, 10000000) + number(s + 1, 7)) === last)
      return sure(K_ES_NIE, s, e);
  }
  if (on(PACK_UK) !== 0 && n === 9 && nino(s) !== 0) return sure(K_UK_NINO, s, e);
  if (on(PACK_IN) !== 0 && n === 10 && pan(s) !== 0) return sure(K_IN_PAN, s, e);
  if (on(PACK_DE) !== 0 && n === 10 && isDigitAt(s) === 0 && allDigits(s + 1, 9) !== 0 && kvnr(s) !== 0) return soft(K_DE_KVNR, s, e);
  return 0;
}

function allDigits(p: i32, n: i32): i32 {
  for (let i = 0; i < n; i++) if (isDigitAt(p + i) === 0) return 0;
  return 1;
}
function upper(p: i32): i32 {
  const c = ld8(p);
  return c >= 0x41 && c <= 0x5a ? 1 : 0;
}

/** UK national insurance number: two letters (not D F I Q U V first, not O second), six digits, A-D. */
function nino(s: i32): i32 {
  if (upper(s) === 0 || upper(s + 1) === 0 || upper(s + 8) === 0 || allDigits(s + 2, 6) === 0) return 0;
  const a = ld8(s);
  const b = ld8(s + 1);
  if (a === 0x44 || a === 0x46 || a === 0x49 || a === 0x51 || a === 0x55 || a === 0x56) return 0;
  if (b === 0x4f || b === 0x44 || b === 0x46 || b === 0x49 || b === 0x51 || b === 0x55 || b === 0x56) return 0;
  return ld8(s + 8) <= 0x44 ? 1 : 0;
}

/** Indian PAN: five letters (the fourth names the holder type), four digits, a letter. */
function pan(s: i32): i32 {
  for (let i = 0; i < 5; i++) if (upper(s + i) === 0) return 0;
  const t = ld8(s + 3);
  const type =
    t === 0x50 ||
    t === 0x43 ||
    t === 0x48 ||
    t === 0x46 ||
    t === 0x41 ||
    t === 0x54 ||
    t === 0x42 ||
    t === 0x4c ||
    t === 0x4a ||
    t === 0x47;
  return type && allDigits(s + 5, 4) !== 0 && upper(s + 9) !== 0 ? 1 : 0;
}
