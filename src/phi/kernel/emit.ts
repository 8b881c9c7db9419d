/** Rows of hits in memory: [kind | level << 8 | confidence << 16, start, end, flags | label << 16]. */
import {
  BLOCK,
  F_EVIDENCE,
  F_FACILITY,
  F_LABEL,
  F_LIKELY,
  F_MULTI,
  F_PUBLIC,
  F_REGION,
  F_STRICT,
  F_TAGGED,
  HITS_AT,
  HITS_MAX,
  INFO,
  K_NAME,
  K_PLACE,
  WARN,
} from "./layout.ts";
import { st32 } from "./mem.ts";
import { COVER, setCover } from "./state.ts";

let count: i32 = 0;

export function hitCount(): i32 {
  return count;
}
export function clearHits(): void {
  count = 0;
}
/** Forgets the rows behind the first n. */
export function setHitCount(n: i32): void {
  count = n;
}
export function hitsFull(): i32 {
  return count > HITS_MAX - 16 ? 1 : 0;
}

/** Records an identifier and covers its text; confidence 0..255. The scan loop stops 16 rows before the table's end; relative dates beyond it are left out. */
export function emit(kind: i32, level: i32, confidence: i32, start: i32, end: i32, flags: i32, label: i32): void {
  row(kind, level, confidence, start, end, flags, label);
  if (end > COVER) setCover(end);
}

function row(kind: i32, level: i32, confidence: i32, start: i32, end: i32, flags: i32, label: i32): void {
  if (count >= HITS_MAX) return;
  const at = HITS_AT + count * 16;
  st32(at, kind | (level << 8) | (confidence << 16));
  st32(at + 4, start);
  st32(at + 8, end);
  st32(at + 12, flags | (label << 16));
  count += 1;
}

/**
 * Records a span of the name tagger (src/phi/names/interface.ts): kind 0 person, 1 place, 2 facility; flags NAME_*.
 * The level is the one *with* evidence; the engine lowers or drops it per record.
 */
export function emitName(kind: i32, start: i32, end: i32, confidence: i32, flags: i32): void {
  let f: i32 = kind === 2 ? F_TAGGED | F_FACILITY : F_TAGGED;
  if ((flags & 1) !== 0) f |= F_STRICT;
  if ((flags & 2) !== 0) f |= F_LABEL;
  if ((flags & 4) !== 0) f |= F_MULTI;
  if ((flags & 8) !== 0) f |= F_PUBLIC;
  if ((flags & 16) !== 0) f |= F_EVIDENCE;
  if ((flags & 32) !== 0) f |= F_LIKELY;
  if ((flags & 64) !== 0) f |= F_REGION;
  row(kind === 0 ? K_NAME : K_PLACE, (flags & 8) !== 0 ? INFO : kind === 0 ? BLOCK : WARN, confidence, start, end, f, 0);
}
