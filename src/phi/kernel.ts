/** The scan kernel of this thread: memory with its tables, and the functions of kernel/entry.ts. */
import * as entry from "./kernel/entry.ts";
import { memory } from "./kernel/mem.ts";
import { KERNEL_BASE64 } from "./kernel-wasm.ts";
import { loadNameTables } from "./names/tables.ts";
import { fillTables } from "./tables.ts";

export interface KernelFunctions {
  scan(from: number, to: number): number;
  /** `scan`, each stretch (BY_...) in the mode of its letters. */
  scanByCase(from: number, to: number, by: number): number;
  setMode(mode: number, packs: number): void;
  setWindow(low: number, high: number): void;
  setKey(key: number): void;
  setCover(offset: number): void;
  setNameCover(offset: number): void;
  clearHits(): void;
  hitCount(): number;
  setHitCount(n: number): void;
  /** 1 when [from, to) holds a medical word. */
  recordIsMedical(from: number, to: number): number;
  /** Emits the string [start, end) when a column of label class `key` makes it an identifier as a whole. */
  keyedString(start: number, end: number, key: number): void;
  /** Line feeds in [from, to). */
  countLines(from: number, to: number): number;
  /** First line feed in [p, high), `high` when there is none. */
  lineEnd(p: number, high: number): number;
  /** Offset behind the last line feed in [low, p), `low` when there is none. */
  lineStart(low: number, p: number): number;
  /** 1 for text written without capitals. */
  isLowerCase(from: number, to: number): number;
  /** Offset of the next "tunegate" in [from, to), with which exceptions begin; `to` when there is none. */
  findOwnName(from: number, to: number): number;
  /** UTF-16 units of UTF-8 text. */
  utf16Units(from: number, to: number): number;
  /** UTF-16 units that the content of a JSON string decodes to. */
  jsonUnits(from: number, to: number): number;
  /** Offset of the closing quote of the JSON string whose content starts at p; `to` when it is cut. */
  stringEnd(p: number, to: number): number;
  /** Start of the JSON key that holds the byte at p, 0 when it stands in none. */
  keyStart(low: number, high: number, p: number): number;
  /** 1 when the normaliser has work in [from, to). */
  needsNormalising(from: number, to: number, json: number): number;
  /** Copies [from, to) to NORM_AT with plain spellings; length of the copy. */
  normaliseText(from: number, to: number, json: number): number;
  /** Turns the offsets of all hits in that copy into those of the text [from, to). */
  restoreOffsets(from: number, to: number): void;
  /** Sorts the hits by their starts. */
  sortHits(): void;
  /** Marks the hits that may be noise where they stand; their number. `all`: 1 where every hit may be. */
  markDoubts(from: number, all: number): number;
  /** Judges the sorted hits of a text, record by record (lines, or stretches of text); how many rows at JUDGED_AT count. */
  settle(from: number, to: number, byLine: number, hospitals: number): number;
  /** Judges the hits of one record whose text lies elsewhere; how many rows count, -1 when that depends on `medical`, which is not known (3). */
  settleOne(bytes: number, hospitals: number, medical: number): number;
  /** Label class of a key or column name. */
  keyClass(start: number, end: number): number;
}

export interface Kernel extends KernelFunctions {
  /** Which build runs: both give the same hits. */
  readonly build: "wasm" | "javascript";
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
}

let javascript: Kernel | null = null;

/** The kernel in plain JavaScript; one a thread. */
export function javascriptKernel(): Kernel {
  if (javascript === null) {
    const u8 = new Uint8Array(memory);
    fillTables(u8, loadNameTables());
    javascript = {
      build: "javascript",
      u8,
      i32: new Int32Array(memory),
      scan: entry.scan,
      scanByCase: entry.scanByCase,
      setMode: entry.setMode,
      setWindow: entry.setWindow,
      setKey: entry.setKey,
      setCover: entry.setCover,
      setNameCover: entry.setNameCover,
      clearHits: entry.clearHits,
      hitCount: entry.hitCount,
      setHitCount: entry.setHitCount,
      recordIsMedical: entry.recordIsMedical,
      keyedString: entry.keyedString,
      keyClass: entry.keyClass,
      countLines: entry.countLines,
      lineEnd: entry.lineEnd,
      lineStart: entry.lineStart,
      findOwnName: entry.findOwnName,
      isLowerCase: entry.isLowerCase,
      utf16Units: entry.utf16Units,
      jsonUnits: entry.jsonUnits,
      stringEnd: entry.stringEnd,
      keyStart: entry.keyStart,
      needsNormalising: entry.needsNormalising,
      normaliseText: entry.normaliseText,
      restoreOffsets: entry.restoreOffsets,
      sortHits: entry.sortHits,
      markDoubts: entry.markDoubts,
      settle: entry.settle,
      settleOne: entry.settleOne,
    };
  }
  return javascript;
}

let compiled: Kernel | null = null;

/** Whether this machine runs the WASM kernel: it needs 128-bit SIMD, and a little-endian host for the shared views. */
export function runsWasm(): boolean {
  return new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 && WebAssembly.validate(kernelBytes());
}

function kernelBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(KERNEL_BASE64, "base64"));
}

/** The kernel in WASM; one a thread. */
export function wasmKernel(): Kernel {
  if (compiled === null) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(kernelBytes()), { env: { abort: aborted } });
    const functions = exports as unknown as KernelFunctions & { readonly memory: WebAssembly.Memory };
    const u8 = new Uint8Array(functions.memory.buffer);
    fillTables(u8, loadNameTables());
    compiled = { ...functions, build: "wasm", u8, i32: new Int32Array(functions.memory.buffer) };
  }
  return compiled;
}

function aborted(): never {
  throw new Error("the scan kernel stopped");
}

let chosen: Kernel | null = null;

/** The fastest kernel that this machine runs. */
export function kernel(): Kernel {
  chosen ??= runsWasm() ? wasmKernel() : javascriptKernel();
  return chosen;
}
