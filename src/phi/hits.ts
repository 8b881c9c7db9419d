/** Hits as the kernel's tables hold them: rows of four numbers (kernel/rows.ts), and as objects where one is shown. */

import type { Severity } from "../core/documents.ts";
import { UnreadableError } from "./decode.ts";
import * as L from "./kernel/layout.ts";
import type { Kernel } from "./kernel.ts";

export interface Hit {
  kind: number;
  level: number;
  /** 0..255 */
  confidence: number;
  start: number;
  end: number;
  flags: number;
  /** User recognizer that made the hit. */
  user: string | undefined;
}

const SEVERITIES: readonly Severity[] = ["info", "warn", "block"];

export function severityOf(level: number): Severity {
  return SEVERITIES[level] ?? "info";
}

/** Ids of the policy's recognizers; a row holds the number. */
const users: string[] = [];

function userNumber(id: string): number {
  const known = users.indexOf(id);
  return known >= 0 ? known : users.push(id) - 1;
}

const WORDS = 4;
/** Why a text fails that has more hits than the table. */
export const TOO_MANY = "more identifiers stand in it than can be counted";

/** A table of hits. In the kernel's memory it changes with the kernel's next question: a key or path that is masked is scanned there too. */
export class HitTable {
  readonly length: number;
  readonly #i32: Int32Array;
  readonly #base: number;

  constructor(i32: Int32Array, at: number, length: number) {
    this.#i32 = i32;
    this.#base = at >> 2;
    this.length = length;
  }

  start(i: number): number {
    return this.#i32[this.#base + i * WORDS + 1] as number;
  }

  end(i: number): number {
    return this.#i32[this.#base + i * WORDS + 2] as number;
  }

  /** Whether the kernel marked the hit with this flag. */
  has(i: number, flag: number): boolean {
    return ((this.#i32[this.#base + i * WORDS + 3] as number) & flag) !== 0;
  }

  /** Kind and severity level in one small number, for counting. */
  kindAndLevel(i: number): number {
    return (this.#i32[this.#base + i * WORDS] as number) & 0xffff;
  }

  /** Takes the hit out; its row stays. */
  drop(i: number): void {
    this.#i32[this.#base + i * WORDS] = 0;
  }

  hit(i: number): Hit {
    const at = this.#base + i * WORDS;
    const head = this.#i32[at] as number;
    const flags = this.#i32[at + 3] as number;
    return {
      kind: head & 255,
      level: (head >> 8) & 255,
      confidence: (head >> 16) & 255,
      start: this.#i32[at + 1] as number,
      end: this.#i32[at + 2] as number,
      flags: flags & L.F_HIT,
      user: (flags & L.F_USER) === 0 ? undefined : users[flags >>> 16],
    };
  }

  /** The hits [from, to) as objects. */
  hits(from = 0, to = this.length): Hit[] {
    const list: Hit[] = [];
    for (let i = from; i < to; i++) list.push(this.hit(i));
    return list;
  }
}

/** What the kernel's last scan found. */
export function foundHits(k: Kernel): HitTable {
  return new HitTable(k.i32, L.HITS_AT, k.hitCount());
}

/** The first n judged hits, in memory of their own: while they are listed, the keys around them are scanned and judged. */
export function judgedHits(k: Kernel, n: number): HitTable {
  const at = L.JUDGED_AT >> 2;
  return new HitTable(k.i32.slice(at, at + n * WORDS), 0, n);
}

/** Adds hits to what the kernel's scan found. @throws UnreadableError when the table is full */
export function addHits(k: Kernel, hits: readonly Hit[]): void {
  let at = (L.HITS_AT >> 2) + k.hitCount() * WORDS;
  if (k.hitCount() + hits.length > L.HITS_MAX) throw new UnreadableError(TOO_MANY);
  for (const { kind, level, confidence, start, end, flags, user } of hits) {
    k.i32[at] = kind | (level << 8) | (confidence << 16);
    k.i32[at + 1] = start;
    k.i32[at + 2] = end;
    k.i32[at + 3] = flags | (user === undefined ? 0 : L.F_USER | (userNumber(user) << 16));
    at += WORDS;
  }
  k.setHitCount(k.hitCount() + hits.length);
}

export interface RecordView {
  /** Bytes of the record, for the density of evidence. */
  readonly bytes: number;
  /** Whether the record speaks of medicine; asked only when a span depends on it. */
  isMedical(): boolean;
  readonly hospitals: boolean;
}

const UNKNOWN = 3;

/** Judges the hits of one record (contracts §4) that does not lie in the kernel's memory as it is; see kernel/record.ts. Gives those that count. */
export function judge(k: Kernel, hits: readonly Hit[], { bytes, isMedical, hospitals }: RecordView): Hit[] {
  const counted = (medical: number): number => {
    k.clearHits();
    addHits(k, hits);
    k.sortHits();
    return k.settleOne(bytes, hospitals ? 1 : 0, medical);
  };
  const n = counted(UNKNOWN);
  const known = n >= 0 ? n : counted(isMedical() ? 1 : 0);
  return new HitTable(k.i32, L.JUDGED_AT, known).hits();
}
