/** Sinks for contiguous text: they divide a window into records, judge the hits and say where they stand. */
import { type Collector, digestOfMasked, type Located, type RecordText } from "./collect.ts";
import { type Hit, judge, withoutOverlaps } from "./hits.ts";
import { inlineExceptions, mayHoldExceptions, reservedExceptions } from "./inline.ts";
import * as L from "./kernel/layout.ts";
import type { Kernel } from "./kernel.ts";
import { NoiseFilter } from "./noise.ts";
import type { Window } from "./stream.ts";
import type { FileCounts } from "./tally.ts";
import { type JsonSpot, JsonWalker, unescapeJson } from "./walk.ts";

export interface SinkOptions {
  readonly path: string;
  readonly hospitals: boolean;
  readonly inline: boolean;
  readonly today: string | undefined;
  /** Masks a key that holds a finding. */
  readonly showKey: (key: string) => string;
  /** The kernel's questions about the text of the window. */
  readonly text: Pick<Kernel, "countLines" | "lineEnd" | "lineStart" | "utf16Units" | "jsonUnits" | "stringEnd" | "keyStart">;
  /** "last week" and its like between two offsets of the window. */
  readonly relativeDates: (from: number, to: number) => readonly Hit[];
  /** Asks the name tagger whether text is medical. */
  readonly isMedical: (from: number, to: number) => boolean;
}

const NEWLINE = 0x0a;
/** Hits further apart than this are in different stretches of a text without records. */
const STRETCH = 2000;
const decoder = new TextDecoder("utf-8");

/** Groups sorted hits: by line for JSON Lines, by paragraph or nearness for text and documents. */
function* groups(window: Window, byLine: boolean, text: SinkOptions["text"]): Generator<{ hits: Hit[]; from: number; to: number }> {
  const { bytes, from, to } = window;
  const hits = inOrder(window.hits);
  let i = 0;
  while (i < hits.length) {
    const first = hits[i] as Hit;
    if (byLine) {
      const start = text.lineStart(from, first.start);
      const end = text.lineEnd(first.start, to);
      let j = i + 1;
      while (j < hits.length && (hits[j] as Hit).start < end) j += 1;
      yield { hits: hits.slice(i, j), from: start, to: end };
      i = j;
      continue;
    }
    let j = i + 1;
    while (j < hits.length && near(bytes, hits[j - 1] as Hit, hits[j] as Hit)) j += 1;
    const last = hits[j - 1] as Hit;
    yield { hits: hits.slice(i, j), from: paragraphStart(bytes, from, first.start), to: Math.min(to, last.end + 400) };
    i = j;
  }
}

/** Hits by their starts; they mostly are in order. */
function inOrder(hits: Hit[]): Hit[] {
  for (let i = 1; i < hits.length; i++)
    if ((hits[i] as Hit).start < (hits[i - 1] as Hit).start) return hits.sort((a, b) => a.start - b.start);
  return hits;
}

function near(bytes: Uint8Array, a: Hit, b: Hit): boolean {
  if (b.start - a.end > STRETCH) return false;
  const blank = bytes.subarray(a.end, Math.max(a.end, b.start)).indexOf(NEWLINE);
  if (blank < 0) return true;
  for (let p = a.end; p < b.start - 1; p++)
    if (bytes[p] === NEWLINE && (bytes[p + 1] === NEWLINE || (bytes[p + 1] === 0x0d && bytes[p + 2] === NEWLINE))) return false;
  return true;
}

function paragraphStart(bytes: Uint8Array, low: number, p: number): number {
  const stop = Math.max(low, p - 400);
  for (let q = p; q > stop; q--) {
    if (bytes[q] !== NEWLINE) continue;
    if (bytes[q - 1] === NEWLINE || (bytes[q - 1] === 0x0d && bytes[q - 2] === NEWLINE)) return q + 1;
  }
  return stop;
}

/** Adds relative dates that no other hit covers, in order. */
function addRelative(judged: Hit[], relative: readonly Hit[]): void {
  if (relative.length === 0) return;
  const merged = withoutOverlaps([...judged, ...relative.map((hit) => ({ ...hit, level: L.WARN }))]);
  judged.splice(0, judged.length, ...merged);
}

/** Base of every sink: counts lines, judges groups, hands located hits to the collector. */
export abstract class Sink {
  protected readonly collector: Collector;
  protected readonly file: FileCounts;
  protected readonly options: SinkOptions;
  protected readonly noise: NoiseFilter;
  /** Lines that ended before the counted offset. */
  protected lines = 0;
  #counted = 0;
  #asked = false;
  #mayExcept = false;

  constructor(collector: Collector, file: FileCounts, options: SinkOptions, json: boolean) {
    this.collector = collector;
    this.file = file;
    this.options = options;
    this.noise = new NoiseFilter(options.path, json ? options.text : null);
  }

  protected abstract readonly byLine: boolean;
  protected abstract locate(window: Window, hits: readonly Hit[], from: number, to: number): void;

  window = (window: Window): void => {
    this.#counted = window.from;
    this.#asked = false;
    this.#mayExcept = false;
    this.begin(window);
    for (const group of groups({ ...window, hits: this.noise.without(window) }, this.byLine, this.options.text)) {
      const { hospitals, isMedical } = this.options;
      const judged = judge(group.hits, { bytes: group.to - group.from, hospitals, isMedical: () => isMedical(group.from, group.to) });
      if (judged.length === 0) continue;
      if (judged.some((hit) => hit.level > L.INFO)) addRelative(judged, this.options.relativeDates(group.from, group.to));
      const room = this.#excepts(window) ? judged.length : this.collector.room;
      if (room > 0) this.locate(window, judged, group.from, group.to);
      else this.collector.countOnly(this.file, judged);
    }
    this.finish(window);
    this.countTo(window.to);
    this.file.bytes += window.to - window.from;
  };

  /** Whether enough is listed: what comes is only counted. */
  protected get done(): boolean {
    return this.collector.room === 0 && !this.#mayExcept;
  }

  /** Whether the window may carry exceptions of its own; asked once findings are only counted, so that counts stay exact. */
  #excepts({ bytes, from, to }: Window): boolean {
    if (!this.options.inline || this.collector.room > 0) return false;
    if (!this.#asked) {
      this.#asked = true;
      this.#mayExcept = mayHoldExceptions(bytes.subarray(from, to));
    }
    return this.#mayExcept;
  }

  protected begin(_window: Window): void {}
  protected finish(_window: Window): void {}

  /** Called once behind the last window; `partial` when the file does not end with a line break. */
  end(partial: boolean): void {
    this.file.records += this.lines + (partial ? 1 : 0);
  }

  protected countTo(offset: number): void {
    if (offset <= this.#counted) return;
    this.lines += this.options.text.countLines(this.#counted, offset);
    this.#counted = offset;
  }
}

/** Plain text, markdown, logs: places are line and offset in the line. */
export class TextSink extends Sink {
  protected readonly byLine = false;

  constructor(collector: Collector, file: FileCounts, options: SinkOptions) {
    super(collector, file, options, false);
  }

  protected locate(window: Window, hits: readonly Hit[]): void {
    const { from, to } = window;
    let i = 0;
    while (i < hits.length) {
      if (this.done) {
        this.collector.countOnly(this.file, hits.slice(i));
        return;
      }
      const start = this.options.text.lineStart(from, (hits[i] as Hit).start);
      const end = this.options.text.lineEnd((hits[i] as Hit).start, to);
      let j = i + 1;
      while (j < hits.length && (hits[j] as Hit).start < end) j += 1;
      this.countTo(start);
      this.#line(window, hits.slice(i, j), start, end);
      i = j;
    }
  }

  #line(window: Window, hits: readonly Hit[], start: number, end: number): void {
    const { bytes } = window;
    const line = this.lines + 1;
    const { path, text } = this.options;
    let counted = start;
    let units = 0;
    const located: Located[] = hits.map((hit) => {
      units += text.utf16Units(counted, hit.start);
      const from = units;
      units += text.utf16Units(hit.start, hit.end);
      counted = hit.end;
      return { hit, place: { path, line, start: from, end: units }, value: decoder.decode(bytes.subarray(hit.start, hit.end)) };
    });
    this.collector.add(this.file, located, () => lineText(bytes, start, end, hits, this.#exceptions(bytes, start, end)));
  }

  #exceptions(bytes: Uint8Array, start: number, end: number): string[] {
    return this.options.inline ? inlineExceptions(bytes.subarray(start, end), this.options.today) : [];
  }
}

function lineText(bytes: Uint8Array, start: number, end: number, hits: readonly Hit[], excepted: readonly string[]): RecordText {
  return {
    bytes: bytes.subarray(start, Math.max(start, end)),
    spans: hits.map((hit) => ({ start: hit.start - start, end: hit.end - start })),
    salt: "",
    excepted,
  };
}

function jsonValue(bytes: Uint8Array, hit: Hit): string {
  return unescapeJson(decoder.decode(bytes.subarray(hit.start, hit.end)));
}

/** JSON Lines: places are record, line, pointer and offset in the decoded string. */
export class JsonLinesSink extends Sink {
  protected readonly byLine = true;
  readonly #walker: JsonWalker;
  /** Line start that the walker stands in, and how far it came. */
  #line = -1;

  constructor(collector: Collector, file: FileCounts, options: SinkOptions) {
    super(collector, file, options, true);
    this.#walker = new JsonWalker(options.text, options.showKey);
  }

  protected override begin(window: Window): void {
    this.#line = window.continued ? window.from : -1;
    if (window.continued) this.#walker.position = window.from;
  }

  #enter(from: number): void {
    if (this.#line === from) return;
    this.#walker.reset();
    this.#walker.position = from;
    this.#line = from;
  }

  protected locate(window: Window, hits: readonly Hit[], from: number, to: number): void {
    const { bytes } = window;
    this.countTo(from);
    this.#enter(from);
    const spots = this.#walker.walk(bytes, this.#walker.position, to, hits, true);
    const { path, inline, today } = this.options;
    const located = hits.map((hit, i): Located => {
      const spot = spots[i] as JsonSpot;
      const offsets = spot.start === undefined ? {} : { start: spot.start, end: spot.end };
      return {
        hit,
        place: { path, line: this.lines + 1, record: this.lines, pointer: spot.pointer, ...offsets },
        value: jsonValue(bytes, hit),
      };
    });
    this.collector.add(this.file, located, () =>
      lineText(bytes, from, to, hits, inline ? reservedExceptions(bytes.subarray(from, to), today) : []),
    );
  }

  /** A line that goes on in the next window: the walker must come to its end here. */
  protected override finish(window: Window): void {
    const { bytes, from, to } = window;
    if (bytes[to - 1] === NEWLINE || !this.collector.wantsPlaces) return;
    const start = this.options.text.lineStart(from, to);
    this.#enter(start);
    this.#walker.walk(bytes, this.#walker.position, to, []);
  }
}

/** JSON documents: places are line, pointer from the root and offset in the decoded string. */
export class JsonDocumentSink extends Sink {
  protected readonly byLine = false;
  readonly #walker: JsonWalker;

  constructor(collector: Collector, file: FileCounts, options: SinkOptions) {
    super(collector, file, options, true);
    this.#walker = new JsonWalker(options.text, options.showKey);
  }

  protected override begin(window: Window): void {
    this.#walker.position = window.from;
  }

  protected locate(window: Window, hits: readonly Hit[]): void {
    const { bytes } = window;
    const spots = this.#walker.walk(bytes, this.#walker.position, window.to, hits, true);
    const { path } = this.options;
    const textOf = stringTexts(bytes, hits);
    hits.forEach((hit, i) => {
      if (this.done) {
        this.collector.countOnly(this.file, [hit]);
        return;
      }
      const spot = spots[i] as JsonSpot;
      this.countTo(hit.start);
      const offsets = spot.start === undefined ? {} : { start: spot.start, end: spot.end };
      const located: Located = {
        hit,
        place: { path, line: this.lines + 1, pointer: spot.pointer, ...offsets },
        value: jsonValue(bytes, hit),
      };
      this.collector.add(this.file, [located], () => textOf(i, spot));
    });
  }

  protected override finish(window: Window): void {
    if (this.collector.wantsPlaces) this.#walker.walk(window.bytes, this.#walker.position, window.to, []);
  }

  override end(): void {
    this.file.records = 1;
  }
}

/**
 * The string that holds a spot, with its pointer (array indexes left out) and offset as words that tell equal strings apart. Hits come in order; those of
 * one string share its masked digest, or a long string with many hits would be hashed for each.
 */
function stringTexts(bytes: Uint8Array, hits: readonly Hit[]): (i: number, spot: JsonSpot) => RecordText {
  let last: { start: number; end: number; digest: () => string } | null = null;
  return (i, { pointer, start, valueStart, valueEnd }) => {
    if (last === null || last.start !== valueStart || last.end !== valueEnd) {
      const text = lineText(bytes, valueStart, valueEnd, hitsWithin(hits, i, valueStart, valueEnd), []);
      let digest: string | null = null;
      last = {
        start: valueStart,
        end: valueEnd,
        digest: () => {
          digest ??= digestOfMasked(text.bytes, text.spans);
          return digest;
        },
      };
    }
    const salt = pointer.replace(/\/\d+(?=\/|$)/g, "/*");
    return {
      bytes: bytes.subarray(valueStart, Math.max(valueStart, valueEnd)),
      spans: [],
      salt: `${salt}\n${start ?? ""}\n`,
      digest: last.digest,
      excepted: [],
    };
  };
}

/** Hits around the i-th that touch [from, to). */
function hitsWithin(hits: readonly Hit[], i: number, from: number, to: number): readonly Hit[] {
  let first = i;
  while (first > 0 && (hits[first - 1] as Hit).end > from) first -= 1;
  let end = i + 1;
  while (end < hits.length && (hits[end] as Hit).start < to) end += 1;
  return hits.slice(first, end);
}
