/** Redaction of contiguous text: plain text, logs, JSON Lines, JSON documents and notebooks. Everything but the values stays, byte by byte. */
import { Concealer } from "../conceal.ts";
import { ruleOf } from "../finding.ts";
import type { Format } from "../formats.ts";
import type { Hit } from "../hits.ts";
import * as L from "../kernel/layout.ts";
import { type Kernel, kernel } from "../kernel.ts";
import type { PhiOptions } from "../options.ts";
import { packBits, Scanner } from "../scanner.ts";
import type { ByteSource } from "../source.ts";
import { StreamScanner, scanStream, type Window } from "../stream.ts";
import { JsonDocumentSink, JsonLinesSink, type Sink, type SinkOptions, TextSink } from "../textfile.ts";
import { UserRecognizers } from "../user.ts";
import { unescapeJson } from "../walk.ts";
import { runningText } from "../window.ts";
import { Capture } from "./capture.ts";
import { RepeatedNames, type Span as Stretch, withRepeats } from "./repeats.ts";
import type { Replacer } from "./replacer.ts";
import { isYaml, type YamlPlace, yamlTag } from "./yaml.ts";

export interface Redaction {
  /** Path as the caller names it: exceptions are looked up by it. */
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
const FAR = 1024;
const NEAR = 256;

/** Redacts a UTF-8 source. */
export async function redactText(source: ByteSource, { path, format, options, replacer, write }: Redaction): Promise<void> {
  const k = kernel();
  const text = runningText(format);
  const capture = new Capture(options, path);
  const sink = sinkOf(format, capture, sinkOptions(k, path, options));
  const rewriter = new Rewriter(k, { json: text === "json", byLine: format === "jsonl", yaml: text !== "json" && isYaml(path) }, replacer);
  const rewrite = (window: Window): void => {
    sink.window(window);
    rewriter.write(window, capture.take());
  };
  const drained: ByteSource = {
    read: async (target) => {
      for (const part of rewriter.parts.splice(0)) await write(part);
      return source.read(target);
    },
  };
  const { packs, lowerCase: lower = "auto", recognizers = [] } = options;
  const mode = { text, packs: packBits(packs), lower, user: new UserRecognizers(recognizers, { byLine: format === "jsonl" }) };
  await scanStream(new StreamScanner(k, mode, rewrite), drained);
  for (const part of rewriter.parts) await write(part);
}

/** Judges and locates as a scan does. */
function sinkOf(format: Format, capture: Capture, options: SinkOptions): Sink {
  const file = { path: options.path, bytes: 0, records: 0, rules: {} };
  if (format === "jsonl") return new JsonLinesSink(capture, file, options);
  return runningText(format) === "json" ? new JsonDocumentSink(capture, file, options) : new TextSink(capture, file, options);
}

function sinkOptions(k: Kernel, path: string, options: PhiOptions): SinkOptions {
  const { packs, hospitals = true, inline = "allow", today } = options;
  const showKey = new Concealer(k, packBits(packs)).conceal;
  return { kernel: k, path: new Scanner(options).showPath(path), hospitals, inline: inline === "allow", today, showKey };
}

/** Writes windows with their hits replaced. */
class Rewriter {
  /** What was written, until it is taken. */
  readonly parts: Uint8Array[] = [];
  readonly #k: Kernel;
  readonly #json: boolean;
  readonly #byLine: boolean;
  readonly #yaml: boolean;
  readonly #replacer: Replacer;
  /** Whether the window before ended inside a JSON string. */
  #inString = false;

  constructor(
    k: Kernel,
    { json, byLine, yaml }: { readonly json: boolean; readonly byLine: boolean; readonly yaml: boolean },
    replacer: Replacer,
  ) {
    this.#k = k;
    this.#yaml = yaml;
    this.#json = json;
    this.#byLine = byLine;
    this.#replacer = replacer;
  }

  write(window: Window, hits: readonly Hit[]): void {
    const { bytes, from, to } = window;
    let at = from;
    const copy = (end: number): void => {
      this.#pass(bytes, at, end);
      if (end > at) this.parts.push(bytes.slice(at, end));
      at = end;
    };
    for (const hit of this.#withRepeats(window, hits)) {
      if (hit.start < at) continue;
      copy(Math.min(hit.start, to));
      const span = this.#json ? this.#jsonSpan(bytes, hit, from, to) : { start: hit.start, end: Math.min(hit.end, to), bare: false };
      const text = this.#replacement(window, hit, span);
      if (text === null) continue;
      if (span.start < at) this.#unwrite(at - span.start);
      this.parts.push(Buffer.from(text));
      at = span.end;
    }
    copy(to);
  }

  /** The hits, and with each name of a record (a line of JSON Lines, else the window) its other places in it. */
  #withRepeats({ bytes, from, to }: Window, hits: readonly Hit[]): readonly Hit[] {
    const all: Hit[] = [];
    for (let i = 0; i < hits.length; ) {
      const { start } = hits[i] as Hit;
      const [low, high] = this.#byLine ? [this.#k.lineStart(from, start), this.#k.lineEnd(start, to)] : [from, to];
      let next = i + 1;
      while (next < hits.length && (hits[next] as Hit).start < high) next += 1;
      const own = hits.slice(i, next);
      for (const hit of withRepeats(own, this.#names(bytes, own).find(bytes, low, high, this.#json), nameHit)) all.push(hit);
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
    const last = this.parts.pop();
    if (last !== undefined && last.length > n) this.parts.push(last.subarray(0, last.length - n));
  }

  #replacement(window: Window, hit: Hit, span: Span): string | null {
    const { bytes } = window;
    const { start, end, bare } = span;
    const raw = decoder.decode(bytes.subarray(start, end));
    const value = this.#json && !bare ? unescapeJson(raw) : raw;
    if (end <= start || this.#replacer.isOwn(value)) return null;
    if (bare) return this.#replacer.number(ruleOf(hit), value);
    const text = this.#replacer.text(ruleOf(hit), value);
    if (this.#yaml && this.#replacer.style === "tag") return yamlTag(text, this.#around(window, span));
    return this.#json ? JSON.stringify(text).slice(1, -1) : text;
  }

  /** What stands around a value, as far as it can matter: long lines are read in part. */
  #around({ bytes, from, to }: Window, { start, end }: Span): YamlPlace {
    const line = this.#k.lineStart(from, start);
    const text = (low: number, high: number): string => decoder.decode(bytes.subarray(low, Math.max(low, high)));
    const above = line === from ? from : this.#k.lineStart(from, line - 1);
    return {
      before: text(Math.max(line, start - FAR), start),
      behind: text(end, Math.min(this.#k.lineEnd(end, to), end + NEAR)),
      above: text(Math.max(above, line - NEAR), line),
    };
  }

  /** The hit inside of its JSON string, whole escapes; or the whole bare value that it is part of. */
  #jsonSpan(bytes: Uint8Array, hit: Hit, low: number, to: number): Span {
    let start = hit.start;
    let end = Math.min(hit.end, to);
    if (this.#inString) {
      end = Math.min(end, this.#k.stringEnd(start, to));
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
        const end = this.#k.stringEnd(p, to);
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
