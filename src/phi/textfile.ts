/** Sinks for contiguous text: they have the hits of a window judged, record by record, and say where they stand. */
import { type Collector, digestOfMasked, type Located, type RecordText } from "./collect.ts";
import { type Hit, type HitTable, judgedHits } from "./hits.ts";
import { inlineExceptions, reservedExceptions } from "./inline.ts";
import * as L from "./kernel/layout.ts";
import type { Kernel } from "./kernel.ts";
import { NoiseFilter } from "./noise.ts";
import type { Window } from "./stream.ts";
import type { FileCounts } from "./tally.ts";
import { type JsonSpot, JsonWalker, textAt, unescapeJson } from "./walk.ts";

export interface SinkOptions {
  /** The kernel that scans the windows. */
  readonly kernel: Kernel;
  readonly path: string;
  readonly hospitals: boolean;
  readonly inline: boolean;
  readonly today: string | undefined;
  /** Masks a key that holds a finding. */
  readonly showKey: (key: string) => string;
}

const NEWLINE = 0x0a;

/** Base of every sink: counts lines, judges groups, hands located hits to the collector. */
export abstract class Sink {
  protected readonly collector: Collector;
  protected readonly file: FileCounts;
  protected readonly options: SinkOptions;
  readonly #noise: NoiseFilter;
  /** Lines that ended before the counted offset. */
  protected lines = 0;
  #counted = 0;

  constructor(collector: Collector, file: FileCounts, options: SinkOptions, json: boolean) {
    this.collector = collector;
    this.file = file;
    this.options = options;
    this.#noise = new NoiseFilter(options.kernel, options.path, json);
  }

  protected abstract readonly byLine: boolean;
  /** Says where the counted hits of one record stand. `excepts`: the record may carry exceptions of its own. */
  protected abstract locate(window: Window, hits: readonly Hit[], excepts: boolean): void;

  window = (window: Window): void => {
    const { from, to } = window;
    const { kernel, hospitals } = this.options;
    this.#counted = from;
    this.begin(window);
    this.#noise.drop(window);
    this.#list(window, judgedHits(kernel, kernel.settle(from, to, this.byLine ? 1 : 0, hospitals ? 1 : 0)));
    this.finish(window);
    this.countTo(to);
    this.file.bytes += to - from;
  };

  /** Lists the hits of each record as long as there is room, and counts the others. Where exceptions may stand each is looked at, so that counts stay exact. */
  #list(window: Window, judged: HitTable): void {
    try {
      let i = 0;
      while (i < judged.length) {
        const excepts = this.options.inline && judged.has(i, L.F_MARK);
        let next = i + 1;
        while (next < judged.length && !judged.has(next, L.F_FIRST)) next += 1;
        if (excepts || this.collector.room > 0) this.locate(window, judged.hits(i, next), excepts);
        else this.collector.countTable(this.file, judged, i, next);
        i = next;
      }
    } finally {
      this.collector.flush(this.file);
    }
  }

  protected begin(_window: Window): void {}
  protected finish(_window: Window): void {}

  /** Called once behind the last window; `partial` when the file does not end with a line break. */
  end(partial: boolean): void {
    this.file.records += this.lines + (partial ? 1 : 0);
  }

  protected countTo(offset: number): void {
    if (offset <= this.#counted) return;
    this.lines += this.options.kernel.countLines(this.#counted, offset);
    this.#counted = offset;
  }
}

/** Plain text, markdown, logs: places are line and offset in the line. */
export class TextSink extends Sink {
  protected readonly byLine = false;
  /** UTF-16 units of the window's first line that earlier windows held: a line longer than the memory comes in pieces. */
  #carried = 0;

  constructor(collector: Collector, file: FileCounts, options: SinkOptions) {
    super(collector, file, options, false);
  }

  protected locate(window: Window, hits: readonly Hit[], excepts: boolean): void {
    const { from, to } = window;
    let i = 0;
    while (i < hits.length) {
      if (this.collector.room === 0 && !excepts) {
        this.collector.countOnly(this.file, hits.slice(i));
        return;
      }
      const start = this.options.kernel.lineStart(from, (hits[i] as Hit).start);
      const end = this.options.kernel.lineEnd((hits[i] as Hit).start, to);
      let j = i + 1;
      while (j < hits.length && (hits[j] as Hit).start < end) j += 1;
      this.countTo(start);
      this.#line(window, hits.slice(i, j), start, end, excepts);
      i = j;
    }
  }

  protected override begin(window: Window): void {
    if (!window.continued) this.#carried = 0;
  }

  protected override finish({ bytes, from, to }: Window): void {
    if (bytes[to - 1] === NEWLINE || !this.collector.wantsPlaces) return;
    const start = this.options.kernel.lineStart(from, to);
    if (start > from) this.#carried = 0;
    this.#carried += this.options.kernel.utf16Units(start, to);
  }

  #line(window: Window, hits: readonly Hit[], start: number, end: number, excepts: boolean): void {
    const { bytes } = window;
    const line = this.lines + 1;
    const { path, kernel, today } = this.options;
    let counted = start;
    let units = start === window.from ? this.#carried : 0;
    const located: Located[] = hits.map((hit) => {
      units += kernel.utf16Units(counted, hit.start);
      const from = units;
      units += kernel.utf16Units(hit.start, hit.end);
      counted = hit.end;
      return { hit, place: { path, line, start: from, end: units }, value: textAt(bytes, hit.start, hit.end) };
    });
    this.collector.add(this.file, located, () =>
      lineText(bytes, start, end, hits, excepts ? inlineExceptions(bytes.subarray(start, end), today) : []),
    );
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
  return unescapeJson(textAt(bytes, hit.start, hit.end));
}

/** JSON Lines: places are record, line, pointer and offset in the decoded string. */
export class JsonLinesSink extends Sink {
  protected readonly byLine = true;
  readonly #walker: JsonWalker;
  /** Line start that the walker stands in, and how far it came. */
  #line = -1;

  constructor(collector: Collector, file: FileCounts, options: SinkOptions) {
    super(collector, file, options, true);
    this.#walker = new JsonWalker(options.kernel, options.showKey);
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

  protected locate(window: Window, hits: readonly Hit[], excepts: boolean): void {
    const { bytes, from: low, to: high } = window;
    const at = (hits[0] as Hit).start;
    const from = this.options.kernel.lineStart(low, at);
    const to = this.options.kernel.lineEnd(at, high);
    this.countTo(from);
    this.#enter(from);
    const spots = this.#walker.walk(bytes, this.#walker.position, to, hits, true);
    const { path, today } = this.options;
    const located = hits.map((hit, i): Located => {
      const spot = spots[i] as JsonSpot;
      const { pointer, start, end } = spot;
      const line = this.lines + 1;
      const place = start === undefined ? { path, line, record: line - 1, pointer } : { path, line, record: line - 1, pointer, start, end };
      return { hit, place, value: jsonValue(bytes, hit) };
    });
    this.collector.add(this.file, located, () =>
      lineText(bytes, from, to, hits, excepts ? reservedExceptions(bytes.subarray(from, to), today) : []),
    );
  }

  /** A line that goes on in the next window: the walker must come to its end here. */
  protected override finish(window: Window): void {
    const { bytes, from, to } = window;
    if (bytes[to - 1] === NEWLINE || !this.collector.wantsPlaces) return;
    const start = this.options.kernel.lineStart(from, to);
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
    this.#walker = new JsonWalker(options.kernel, options.showKey);
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
      if (this.collector.room === 0) {
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
