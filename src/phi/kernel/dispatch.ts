/** Which matcher looks at an anchor. Each matcher is told a position and moves COVER to where the text is decided. */

import { nameAnchor } from "../names/tagger.ts";
import { innerKeyedValue, keyedValue, namedWords } from "./keyed.ts";
import { onInnerKey, onKey } from "./labels.ts";
import { C_DIGIT, C_LETTER, CLASS_AT, L_CITY, L_NAME, L_STREET, MODE_JSON, MODE_LOWER } from "./layout.ts";
import { ld8 } from "./mem.ts";
import { onAt, onBracketAt, onScheme, onWww } from "./network.ts";
import { onNumber } from "./numbers.ts";
import { noIdentifier } from "./quick.ts";
import { HIGH, KEY, LOW, MODE, NAME_COVER, SKIP, setNameCover, setSkip } from "./state.ts";
import { isEscaped, isLetterAt, isUpper } from "./tokens.ts";
import { onToken } from "./tokens-alnum.ts";

/** Digit-run start, "@", ":" or a bracket before "at". */
export function dispatch(p: i32): void {
  const c = ld8(p);
  let next = p + 1;
  if ((ld8(CLASS_AT + c) & C_DIGIT) !== 0) next = digits(p);
  else if (c === 0x40) next = onAt(p);
  else if (c === 0x3a) next = colon(p);
  else if (c === 0x28 || c === 0x5b) {
    if ((ld8(p + 1) | 0x20) === 0x61) next = onBracketAt(p);
  }
  if (next > SKIP) setSkip(next);
}

function digits(p: i32): i32 {
  const before = ld8(CLASS_AT + ld8(p - 1)) & C_LETTER & 7;
  if (before !== 0 && isEscaped(p - 1) === 0) return onToken(p);
  const done = noIdentifier(p);
  if (done > 0) return done;
  let q = p + 1;
  while ((ld8(CLASS_AT + ld8(q)) & C_DIGIT) !== 0) q += 1;
  return (ld8(CLASS_AT + ld8(q)) & C_LETTER & 7) !== 0 ? onToken(p) : onNumber(p);
}

function colon(p: i32): i32 {
  const b = ld8(p - 1);
  if ((MODE & MODE_JSON) !== 0 && (b === 0x22 || (b === 0x20 && ld8(p - 2) === 0x22))) {
    const quote = b === 0x22 ? p - 1 : p - 2;
    if (isEscaped(quote) === 0) {
      onKey(p);
      keyedValue(p);
    } else if (onInnerKey(quote) !== 0) innerKeyedValue(p);
    return p + 1;
  }
  if (ld8(p + 1) === 0x2f && ld8(p + 2) === 0x2f) return onScheme(p);
  if (isLetterAt(p - 1) !== 0) namedWords(p);
  return p + 1;
}

/** The first byte of a word: "www." or a candidate of the name tagger. */
export function wordAnchor(p: i32): void {
  if ((ld8(p) | 0x20) === 0x77 && (ld8(p + 1) | 0x20) === 0x77 && (ld8(p + 2) | 0x20) === 0x77 && ld8(p + 3) === 0x2e) {
    const next = onWww(p);
    if (next > SKIP) setSkip(next);
    return;
  }
  if ((MODE & MODE_LOWER) === 0 && ld8(p) < 0x80 && isUpper(ld8(p)) === 0) return;
  if (p < NAME_COVER) return;
  const key = KEY === L_NAME ? 1 : KEY === L_CITY || KEY === L_STREET ? 2 : 0;
  const next = nameAnchor(LOW, HIGH, p, key);
  if (next > NAME_COVER) setNameCover(next);
}
