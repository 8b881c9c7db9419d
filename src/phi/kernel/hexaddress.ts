/** MAC and IPv6 addresses. */
import { emit } from "./emit.ts";
import { isDigitAt } from "./groups.ts";
import { findLabel } from "./labels.ts";
import { BLOCK, C_ALNUM, C_HEX, CLASS_AT, F_CHECK, F_LABEL, INFO, K_DEVICE, K_IP, L_IP, WARN } from "./layout.ts";
import { larger, ld8 } from "./mem.ts";
import { COVER } from "./state.ts";
import { isEscaped } from "./tokens.ts";

function isAlnum(p: i32): i32 {
  return (ld8(CLASS_AT + ld8(p)) & C_ALNUM) !== 0 ? 1 : 0;
}

function hexAt(p: i32): i32 {
  return (ld8(CLASS_AT + ld8(p)) & C_HEX) !== 0 ? 1 : 0;
}

/** MAC (six pairs, one separator) or IPv6 (groups of up to four, at least two colons and a letter or "::") that contains p: end, or 0. */
export function hexAddress(p: i32): i32 {
  let s = p;
  const low = larger(p - 45, COVER);
  while (s > low && (hexAt(s - 1) !== 0 || ld8(s - 1) === 0x3a || ld8(s - 1) === 0x2d) && isEscaped(s - 1) === 0) s -= 1;
  while (s < p && (ld8(s) === 0x2d || (ld8(s) === 0x3a && ld8(s + 1) !== 0x3a))) s += 1;
  if (isAlnum(s - 1) !== 0 && isEscaped(s - 1) === 0) return 0;
  const mac = macAt(s);
  if (mac > 0) return mac;
  return ipv6At(s);
}

/** MAC address that starts at s: end, or 0. */
export function macAt(s: i32): i32 {
  const sep = ld8(s + 2);
  if (sep !== 0x3a && sep !== 0x2d) return 0;
  for (let i = 0; i < 6; i++) {
    if (hexAt(s + i * 3) === 0 || hexAt(s + i * 3 + 1) === 0) return 0;
    if (i < 5 && ld8(s + i * 3 + 2) !== sep) return 0;
  }
  const e = s + 17;
  if (isAlnum(e) !== 0 || (ld8(e) === sep && hexAt(e + 1) !== 0)) return 0;
  emit(K_DEVICE, WARN, 210, s, e, F_CHECK, 0);
  return e;
}

/** IPv6 address that starts at s: end, or 0. */
export function ipv6At(s: i32): i32 {
  let q = s;
  let groups = 0;
  let doubles = 0;
  let letters = 0;
  while (q < s + 46) {
    let n = 0;
    while (n < 5 && hexAt(q) !== 0) {
      if (isDigitAt(q) === 0) letters += 1;
      n += 1;
      q += 1;
    }
    if (n > 4) return 0;
    if (n > 0) groups += 1;
    if (ld8(q) !== 0x3a) break;
    if (ld8(q + 1) === 0x3a) {
      doubles += 1;
      q += 2;
      if (hexAt(q) === 0) break;
      continue;
    }
    if (hexAt(q + 1) === 0) break;
    q += 1;
  }
  if (isAlnum(q) !== 0 || ld8(q) === 0x5f || doubles > 1) return 0;
  const full = groups === 8 && doubles === 0;
  const short = doubles === 1 && groups >= 2 && groups <= 7 && q - s >= 7;
  if (!full && !short) return 0;
  const label = findLabel(s);
  if (!full && letters === 0 && label !== L_IP) return 0;
  const a = ld8(s) | 0x20;
  const b = ld8(s + 1) | 0x20;
  const local = (a === 0x66 && (b === 0x65 || b === 0x64 || b === 0x63)) || isDocumentation(s) !== 0;
  emit(K_IP, local ? INFO : label === L_IP ? BLOCK : WARN, 200, s, q, F_CHECK | (label === L_IP ? F_LABEL : 0), label);
  return q;
}

/** 2001:db8::/32 (RFC 3849). */
function isDocumentation(s: i32): i32 {
  return ld8(s) === 0x32 &&
    ld8(s + 1) === 0x30 &&
    ld8(s + 2) === 0x30 &&
    ld8(s + 3) === 0x31 &&
    ld8(s + 4) === 0x3a &&
    (ld8(s + 5) | 0x20) === 0x64 &&
    (ld8(s + 6) | 0x20) === 0x62 &&
    ld8(s + 7) === 0x38
    ? 1
    : 0;
}
