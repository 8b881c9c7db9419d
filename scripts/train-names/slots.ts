/** Packs the lexicon: hashes, wide class ids, masks, coarse classes. */
import { C, CITY, PERSON, SURNAME } from "../../src/phi/names/classes.ts";
import { hashWord } from "../../src/phi/names/interface.ts";
import { MASKS } from "../../src/phi/names/layout.ts";
import { townHash } from "../../src/phi/names/words.ts";
import type { Lexicon } from "./lexicon.ts";

/** Hash of a lexicon key: a word, or a town name of two words. */
export function keyHash(key: string): number {
  const space = key.indexOf(" ");
  return space < 0 ? hashWord(key) : townHash(hashWord(key.slice(0, space)), hashWord(key.slice(space + 1)));
}

/** Class of a mask in under 250 values: special words by kind, others by which name, place and dictionary bands they are in. */
export function coarseOf(mask: number): number {
  const special = [C.TITLE, C.KIN, C.FACILITY, C.CALENDAR, C.EPONYM_HEAD, C.PUBLIC, C.NATION, C.REGION, C.PARTICLE];
  for (const [i, bit] of special.entries()) if (mask & bit) return 1 + i + (mask & PERSON ? 10 : 0);
  const firstBand = mask & C.FIRST_A ? 2 : mask & C.FIRST_B ? 1 : 0;
  const lastBand = mask & C.SUR_A ? 2 : mask & SURNAME ? 1 : 0;
  const town = mask & C.CITY_A ? 3 : mask & C.CITY_B ? 2 : mask & (C.CITY_PART | C.CITY_LAST) ? 1 : 0;
  const common = mask & C.COMMON_A ? 2 : mask & C.COMMON_B ? 1 : 0;
  const medical = mask & (C.MED | C.EPONYM) ? 1 : 0;
  if (!(mask & (PERSON | CITY)) && mask & C.STREET) return 21;
  if (!(mask & (PERSON | CITY)) && mask & C.ORG) return 22;
  if (mask & C.STATE_CODE) return 23;
  return 24 + firstBand + 3 * (lastBand + 3 * (town + 4 * (common + 3 * medical)));
}

/** A few hundred masks are so rare that their words share the id of the nearest frequent mask. */
function maskIds(lex: Lexicon): Map<number, number> {
  const counts = new Map<number, number>();
  for (const m of lex.values()) counts.set(m, (counts.get(m) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([m]) => m);
  const kept = ranked.slice(0, MASKS - 1);
  const ids = new Map(kept.map((m, i) => [m, i + 1]));
  const distance = (a: number, b: number): number => {
    let x = (a ^ b) >>> 0;
    let n = 0;
    for (; x; x &= x - 1) n++;
    return n;
  };
  for (const m of ranked.slice(MASKS - 1)) ids.set(m, ids.get(kept.reduce((a, b) => (distance(b, m) < distance(a, m) ? b : a)))!);
  return ids;
}

/** Words sorted by hash with their ids, packed as tables.ts unpacks them. */
export function packLexicon(lex: Lexicon): Uint8Array {
  const idOf = maskIds(lex);
  const byHash = new Map<number, number>();
  for (const [key, mask] of [...lex].sort((a, b) => (a[0] < b[0] ? -1 : 1))) byHash.set(keyHash(key) >>> 0, idOf.get(mask)!);
  const hashes = [...byHash.keys()].sort((a, b) => a - b);
  const n = hashes.length;
  const out = new Uint8Array(4 + 5 * n + MASKS * 5);
  const view = new DataView(out.buffer);
  view.setUint32(0, n, true);
  let last = 0;
  for (const [i, h] of hashes.entries()) {
    const step = h - last;
    if (step >= 1 << 24) throw new Error("two neighbouring hashes are too far apart for the packed form");
    last = h;
    const id = byHash.get(h)!;
    for (const [plane, value] of [step & 255, (step >> 8) & 255, step >> 16, id & 255, id >> 8].entries()) out[4 + plane * n + i] = value;
  }
  for (const [mask, id] of [...idOf].reverse()) {
    view.setUint32(4 + 5 * n + id * 4, mask, true);
    out[4 + 5 * n + MASKS * 4 + id] = coarseOf(mask);
  }
  out[4 + 5 * n + MASKS * 4] = coarseOf(0);
  return out;
}
