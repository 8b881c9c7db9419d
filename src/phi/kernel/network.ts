/** E-mail addresses and URLs. */

import { emit } from "./emit.ts";
import { findLabel, wordClass } from "./labels.ts";
import {
  BLOCK,
  C_ALNUM,
  C_DIGIT,
  C_MAIL,
  C_URL_END,
  CLASS_AT,
  F_CHECK,
  F_LABEL,
  F_PUBLIC,
  F_SOFT,
  INFO,
  K_EMAIL,
  K_PHOTO,
  K_URL,
  L_EMAIL,
  L_PHOTO,
  L_URL,
  W_MAILBOX,
  W_PERSON,
  W_PERSONAL,
  WARN,
} from "./layout.ts";
import { larger, ld8, smaller } from "./mem.ts";
import { COVER, HIGH } from "./state.ts";
import { isEscaped, isLetterAt, wordEnd } from "./tokens.ts";

function isAlnum(p: i32): i32 {
  return (ld8(CLASS_AT + ld8(p)) & C_ALNUM) !== 0 ? 1 : 0;
}

/** End of a host name that starts at p (labels joined by dots, the last of two letters or more); 0 when there is none. */
function hostEnd(p: i32): i32 {
  let q = p;
  let dot = 0;
  while (q < p + 120) {
    if (isAlnum(q) !== 0 || (ld8(q) === 0x2d && isAlnum(q + 1) !== 0) || (ld8(q) >= 0x80 && isLetterAt(q) !== 0)) {
      q += 1;
      continue;
    }
    if (ld8(q) === 0x2e && isAlnum(q + 1) !== 0 && q > p) {
      dot = q;
      q += 1;
      continue;
    }
    break;
  }
  if (dot === 0) return 0;
  let letters = 0;
  while (dot + 1 + letters < q && isLetterAt(dot + 1 + letters) !== 0) letters += 1;
  if (letters < 2) return 0;
  // "a.b@c.com7": the top-level domain is letters only
  return dot + 1 + letters === q || ld8(dot + 1) === 0x78 ? q : dot + 1 + letters;
}

/** Looks at the "@" at p; returns the offset from which the loop goes on. */
export function onAt(p: i32): i32 {
  const e = hostEnd(p + 1);
  if (e === 0) return p + 1;
  let s = p;
  const low = larger(p - 64, COVER);
  while (
    s > low &&
    ((ld8(CLASS_AT + ld8(s - 1)) & C_MAIL) !== 0 || (ld8(s - 1) >= 0x80 && isLetterAt(s - 1) !== 0)) &&
    isEscaped(s - 1) === 0
  )
    s -= 1;
  while (s < p && (ld8(s) === 0x2e || ld8(s) === 0x2d || ld8(s) === 0x27)) s += 1;
  if (s === p) return p + 1;
  // git remotes (git@host:path) and package specs (scope/name@1.2)
  if (ld8(e) === 0x3a && isLetterAt(e + 1) !== 0 && p - s === 3) return e;
  if (ld8(s - 1) === 0x2f && ld8(s - 2) !== 0x2f && p - s < 20) return e;
  emitMail(s, e);
  return e;
}

function emitMail(s: i32, e: i32): void {
  const label = findLabel(s);
  if (publicMail(s) !== 0) emit(K_EMAIL, INFO, 120, s, e, F_PUBLIC, label);
  else if (isExample(e) !== 0 && label !== L_EMAIL) emit(K_EMAIL, WARN, 150, s, e, F_CHECK, label);
  else emit(K_EMAIL, label === L_EMAIL ? BLOCK : WARN, 220, s, e, F_CHECK | (label === L_EMAIL ? F_LABEL : 0), label);
}

/** example.com, example.org, example.net (RFC 2606). */
function isExample(e: i32): i32 {
  return ld8(e - 11) === 0x65 &&
    ld8(e - 10) === 0x78 &&
    ld8(e - 9) === 0x61 &&
    ld8(e - 8) === 0x6d &&
    ld8(e - 5) === 0x65 &&
    ld8(e - 4) === 0x2e
    ? 1
    : 0;
}

/** Mailboxes of an institution: info@, contact@, support@. */
function publicMail(s: i32): i32 {
  const w = wordEnd(s);
  return wordClass(s, w) === W_MAILBOX && ld8(w) === 0x40 ? 1 : 0;
}

/** "name(at)host.org", "name [at] host [dot] org": the bracket stands at p; returns the offset from which the loop goes on. */
export function onBracketAt(p: i32): i32 {
  const close = ld8(p + 3);
  if ((ld8(p + 2) | 0x20) !== 0x74 || (close !== 0x29 && close !== 0x5d)) return p + 1;
  let e = p + 4;
  if (ld8(e) === 0x20) e += 1;
  const end = looseHost(e);
  if (end === 0) return p + 1;
  let s = p;
  if (ld8(s - 1) === 0x20) s -= 1;
  const edge = s;
  const low = larger(s - 64, COVER);
  while (s > low && (ld8(CLASS_AT + ld8(s - 1)) & C_MAIL) !== 0 && isEscaped(s - 1) === 0) s -= 1;
  if (s === edge) return p + 1;
  emit(K_EMAIL, WARN, 200, s, end, F_CHECK, 0);
  return end;
}

/** A host whose dots may be written "(dot)", "[dot]" or " dot "; its end, or 0. */
function looseHost(p: i32): i32 {
  let q = p;
  let dots = 0;
  while (q < p + 100) {
    if (isAlnum(q) !== 0 || ld8(q) === 0x2d) {
      q += 1;
      continue;
    }
    if (ld8(q) === 0x2e && isAlnum(q + 1) !== 0) {
      dots += 1;
      q += 1;
      continue;
    }
    const r = ld8(q) === 0x20 ? q + 1 : q;
    const b = ld8(r) === 0x28 || ld8(r) === 0x5b ? 1 : 0;
    if ((ld8(r + b) | 0x20) === 0x64 && (ld8(r + b + 1) | 0x20) === 0x6f && (ld8(r + b + 2) | 0x20) === 0x74 && isAlnum(r + b + 3) === 0) {
      let t = r + b + 3 + b;
      if (ld8(t) === 0x20) t += 1;
      if (isAlnum(t) === 0) break;
      dots += 1;
      q = t;
      continue;
    }
    break;
  }
  return dots > 0 ? q : 0;
}

/** Looks at a URL whose "://" stands at p; returns the offset from which the loop goes on. */
export function onScheme(p: i32): i32 {
  let s = p;
  const low = larger(p - 12, COVER);
  while (s > low && isLetterAt(s - 1) !== 0 && isEscaped(s - 1) === 0) s -= 1;
  if (s === p) return p + 3;
  return url(s, p + 3);
}

/** Looks at "www." at p. */
export function onWww(p: i32): i32 {
  if (isAlnum(p - 1) !== 0 || isAlnum(p + 4) === 0) return p + 4;
  return url(p, p + 4);
}

function urlEnd(p: i32): i32 {
  let q = p;
  const high = smaller(p + 2048, HIGH);
  while (q < high && (ld8(CLASS_AT + ld8(q)) & C_URL_END) === 0) q += 1;
  while (q > p) {
    const c = ld8(q - 1);
    if (c !== 0x2e && c !== 0x2c && c !== 0x3b && c !== 0x3a && c !== 0x29 && c !== 0x5d && c !== 0x21 && c !== 0x3f && c !== 0x2a) break;
    q -= 1;
  }
  return q;
}

/** A web address with nothing personal in its path informs; a patient's or a labelled one warns or blocks. */
function url(s: i32, host: i32): i32 {
  const e = urlEnd(host);
  if (e - host < 3) return host;
  const label = findLabel(s);
  if (label === L_PHOTO) {
    emit(K_PHOTO, BLOCK, 220, s, e, F_LABEL, label);
    return e;
  }
  const personal = personalPath(host, e);
  if (label === L_URL) emit(K_URL, WARN, 220, s, e, F_LABEL, label);
  else if (personal !== 0) emit(K_URL, WARN, 190, s, e, F_CHECK, label);
  else if (isInstitution(host, e) !== 0) emit(K_URL, INFO, 120, s, e, F_PUBLIC, label);
  else emit(K_URL, WARN, 120, s, e, F_SOFT, label);
  return e;
}

/** A user folder ("~name"), login data, or a part that speaks of a person with digits or a name behind it ("/patient/4711", "?mrn=4711", "/users/ann.smith"). */
function personalPath(p: i32, e: i32): i32 {
  let q = p;
  const first = wordEnd(p);
  if (ld8(first) === 0x2e && isPersonal(p, first) !== 0 && digitsBehind(first, e) >= 3) return 1;
  while (q < e) {
    const c = ld8(q);
    if (c === 0x40 || c === 0x7e) return 1;
    if ((c === 0x2f || c === 0x3f || c === 0x26) && isLetterAt(q + 1) !== 0) {
      const w = wordEnd(q + 1);
      if ((ld8(w) === 0x2f || ld8(w) === 0x3d) && isPersonal(q + 1, w) !== 0 && (digitsBehind(w, e) >= 3 || isDottedName(w + 1, e) !== 0))
        return 1;
      q = w;
      continue;
    }
    q += 1;
  }
  return 0;
}

function isPersonal(s: i32, e: i32): i32 {
  const c = wordClass(s, e);
  return c === W_PERSONAL || c === W_PERSON ? 1 : 0;
}

/** "john.smith": two words of letters with a full stop between, the second longer than the ending of a file. */
function isDottedName(p: i32, e: i32): i32 {
  const w = wordEnd(p);
  if (w === p || w >= e || ld8(w) !== 0x2e) return 0;
  const second = wordEnd(w + 1);
  return second - w > 5 && second <= e && (second === e || ld8(second) === 0x2f || ld8(second) === 0x3f) ? 1 : 0;
}

function digitsBehind(p: i32, e: i32): i32 {
  let n = 0;
  for (let q = p; q < e; q++) if ((ld8(CLASS_AT + ld8(q)) & C_DIGIT) !== 0) n += 1;
  return n;
}

/** Hosts of institutions: .gov, .org, .edu, .int, .mil, and what ends so before a country. */
function isInstitution(host: i32, e: i32): i32 {
  let q = host;
  while (q < e && ld8(q) !== 0x2f && ld8(q) !== 0x3a) q += 1;
  if (q - host > 8 && ld8(q - 3) === 0x2e) q -= 3;
  if (ld8(q - 4) !== 0x2e) return 0;
  const a = ld8(q - 3) | 0x20;
  const b = ld8(q - 2) | 0x20;
  const c = ld8(q - 1) | 0x20;
  return (a === 0x67 && b === 0x6f && c === 0x76) ||
    (a === 0x6f && b === 0x72 && c === 0x67) ||
    (a === 0x65 && b === 0x64 && c === 0x75) ||
    (a === 0x69 && b === 0x6e && c === 0x74)
    ? 1
    : 0;
}
