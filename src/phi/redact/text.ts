/** Redaction of contiguous text: plain text, logs, JSON Lines, JSON documents and notebooks. Everything but the values stays, byte by byte. */
import { Collector } from "../collect.ts";
import { ruleOf } from "../finding.ts";
import type { Format } from "../formats.ts";
import type { Hit } from "../hits.ts";
import * as L from "../kernel/layout.ts";
import { type Kernel, kernel } from "../kernel.ts";
import type { PhiOptions } from "../options.ts";
import { packBits } from "../scanner.ts";
import type { ByteSource } from "../source.ts";
import { StreamScanner, scanStream, type Window } from "../stream.ts";
import { Sink, type SinkOptions } from "../textfile.ts";
import { UserRecognizers } from "../user.ts";
import { unescapeJson } from "../walk.ts";
import { runningText } from "../window.ts";
import { RepeatedNames, type Span as Stretch, withRepeats } from "./repeats.ts";
import type { Replacer } from "./replacer.ts";

export interface Redaction {
  readonly path: string;
  readonly format: Format;
  readonly options: PhiOptions;
  readonly replacer: Replacer;
  /** Takes the output, piece by piece; waits when the disk is slower. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

const decoder = new TextDecoder("utf-8");
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Redacts a UTF-8 source. */
export async function redactText(source: ByteSource, { path, format, options, replacer, write }: Redaction): Promise<void> {
  const k = kernel();
  const json = runningText(format) === "json";
  const parts: Uint8Array[] = [];
  const sink = new RedactSink(sinkOptions(k, path, options), json, format === "jsonl", replacer, parts);
  const mode = {
    text: runningText(format),
    packs: packBits(options.packs),
    lower: options.lowerCase ?? ("auto" as const),
    user: new UserRecognizers(options.recognizers ?? []),
  };
  const drained: ByteSource = {
    read: async (target) => {
      for (const part of parts.splice(0)) await write(part);
      return source.read(target);
    },
  };
  await scanStream(new StreamScanner(k, mode, sink.window), drained);
  for (const part of parts) await write(part);
}

function sinkOptions(k: Kernel, path: string, { hospitals = true }: PhiOptions): SinkOptions {
  return { kernel: k, path, hospitals, inline: false, today: undefined, showKey: (key) => key };
}

/** Judges as a scan does, and writes the window with every counted hit replaced. */
class RedactSink extends Sink {
  protected readonly byLine: boolean;
  readonly #json: boolean;
  readonly #replacer: Replacer;
  readonly #parts: Uint8Array[];
  /** Whether the window before ended inside a JSON string. */
  #inString = false;
  #hits: Hit[] = [];

  constructor(options: SinkOptions, json: boolean, byLine: boolean, replacer: Replacer, parts: Uint8Array[]) {
    super(new Collector({}), { path: options.path, bytes: 0, records: 0, rules: {} }, options, json);
    this.byLine = byLine;
    this.#json = json;
    this.#replacer = replacer;
    this.#parts = parts;
  }

  protected locate(_window: Window, hits: readonly Hit[]): void {
    for (const hit of hits) if (hit.level > L.INFO) this.#hits.push(hit);
  }

  protected override finish(window: Window): void {
    const { bytes, from, to } = window;
    let at = from;
    const copy = (end: number): void => {
      this.#pass(bytes, at, end);
      if (end > at) this.#parts.push(bytes.slice(at, end));
      at = end;
    };
    for (const hit of this.#withRepeats(window)) {
      if (hit.start < at) continue;
      copy(Math.min(hit.start, to));
      const span = this.#json ? this.#jsonSpan(bytes, hit, from, to) : { start: hit.start, end: Math.min(hit.end, to), bare: false };
      const text = this.#replacement(bytes, hit, span);
      if (text === null) continue;
      if (span.start < at) this.#unwrite(at - span.start);
      this.#parts.push(Buffer.from(text));
      at = span.end;
    }
    copy(to);
    this.#hits = [];
  }

  /** The hits, and with each name of a record (a line of JSON Lines, else the window) its other places in it. */
  #withRepeats({ bytes, from, to }: Window): readonly Hit[] {
    const { kernel: k } = this.options;
    const all: Hit[] = [];
    for (let i = 0; i < this.#hits.length; ) {
      const { start } = this.#hits[i] as Hit;
      const [low, high] = this.byLine ? [k.lineStart(from, start), k.lineEnd(start, to)] : [from, to];
      let next = i + 1;
      while (next < this.#hits.length && (this.#hits[next] as Hit).start < high) next += 1;
      const hits = this.#hits.slice(i, next);
      all.push(...withRepeats(hits, this.#names(bytes, hits).find(bytes, low, high, this.#json), nameHit));
      i = next;
    }
    return all;
  }

  #names(bytes: Uint8Array, hits: readonly Hit[]): RepeatedNames {
    const names = new RepeatedNames();
    for (const hit of hits) {
      if (hit.kind !== L.K_NAME || hit.user !== undefined) continue;
      const raw = decoder.decode(bytes.subarray(hit.start, hit.end));
      const value = this.#json ? unescapeJson(raw) : raw;
      if (!this.#replacer.isOwn(value)) names.add(value);
    }
    return names;
  }

  /** Takes back bytes of a JSON number that stand before the hit. */
  #unwrite(n: number): void {
    const last = this.#parts.pop();
    if (last !== undefined && last.length > n) this.#parts.push(last.subarray(0, last.length - n));
  }

  #replacement(bytes: Uint8Array, hit: Hit, { start, end, bare }: Span): string | null {
    const raw = decoder.decode(bytes.subarray(start, end));
    const value = this.#json && !bare ? unescapeJson(raw) : raw;
    if (end <= start || this.#replacer.isOwn(value)) return null;
    if (bare) return this.#replacer.number(ruleOf(hit), value);
    const text = this.#replacer.text(ruleOf(hit), value);
    return this.#json ? JSON.stringify(text).slice(1, -1) : text;
  }

  /** The hit inside of its JSON string, whole escapes; or the whole bare value that it is part of. */
  #jsonSpan(bytes: Uint8Array, hit: Hit, low: number, to: number): Span {
    let start = hit.start;
    let end = Math.min(hit.end, to);
    if (this.#inString) {
      end = Math.min(end, this.options.kernel.stringEnd(start, to));
      if (slashes(bytes, end, start) % 2 === 1) end = Math.min(to, end + (bytes[end] === 0x75 ? 5 : 1));
      return { start, end, bare: false };
    }
    while (start > low && isNumberByte(bytes[start - 1] ?? 0)) start -= 1;
    let stop = hit.start;
    while (stop < to && isNumberByte(bytes[stop] ?? 0)) stop += 1;
    return { start, end: stop, bare: true };
  }

  /** Follows quotes through bytes that are copied. */
  #pass(bytes: Uint8Array, from: number, to: number): void {
    if (!this.#json) return;
    let p = from;
    while (p < to) {
      if (this.#inString) {
        const end = this.options.kernel.stringEnd(p, to);
        if (end < to) this.#inString = false;
        p = end + 1;
        continue;
      }
      const quote = bytes.subarray(p, to).indexOf(QUOTE);
      if (quote < 0) return;
      this.#inString = true;
      p += quote + 1;
    }
  }
}

/** A place where a name stands again. */
function nameHit({ start, end }: Stretch): Hit {
  return { kind: L.K_NAME, level: L.WARN, confidence: 150, start, end, flags: 0, user: undefined };
}

interface Span extends Stretch {
  /** A JSON number, not text in a string. */
  readonly bare: boolean;
}

function slashes(bytes: Uint8Array, end: number, low: number): number {
  let n = 0;
  while (end - 1 - n >= low && bytes[end - 1 - n] === BACKSLASH) n += 1;
  return n;
}

function isNumberByte(c: number): boolean {
  return (c >= 0x30 && c <= 0x39) || c === 0x2d || c === 0x2b || c === 0x2e || c === 0x65 || c === 0x45;
}
