/** Short texts that are shown to people (paths, keys, column names): what looks like patient data in them becomes its shape. */
import { namesInPath } from "./file-names.ts";
import { type Hit, judge } from "./hits.ts";
import * as L from "./kernel/layout.ts";
import type { Kernel } from "./kernel.ts";
import { isIdentifierPart } from "./noise.ts";
import { shapeOf } from "./shape.ts";
import { scanWindow } from "./window.ts";

/** Behind the normalised copy of a window, which is only used while it is scanned. The kernel's tables of hits are used too: see `judgedHits`. */
const SMALL_AT = L.NORM_AT + 0x100000;
const LONGEST = 4096;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8");

const SMALL_WORD = /^[a-z]+$/;

/** The text with glued names ("john_smith") as their shapes. */
function withoutNames(text: string): string {
  if (text.length > LONGEST) return text;
  let shown = "";
  let at = 0;
  for (const { start, end } of namesInPath(text)) {
    if (start < at) continue;
    shown += text.slice(at, start) + shapeOf(text.slice(start, end));
    at = end;
  }
  return shown + text.slice(at);
}

/** A country's letters inside of a code: `explain-UK6RBVP5.mjs`. */
function isPartOfCode(bytes: Uint8Array, { flags, start, end }: Hit): boolean {
  return (flags & L.F_REGION) !== 0 && (isDigit(bytes[start - 1] ?? 0) || isDigit(bytes[end] ?? 0));
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}

export class Concealer {
  readonly #k: Kernel;
  readonly #packs: number;
  readonly #known = new Map<string, string>();

  constructor(k: Kernel, packs: number) {
    this.#k = k;
    this.#packs = packs;
  }

  /** The text with every found value replaced by its shape. */
  conceal = (text: string): string => {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const shown = this.#concealed(withoutNames(text));
    if (this.#known.size < 10_000) this.#known.set(text, shown);
    return shown;
  };

  #concealed(text: string): string {
    const bytes = encoder.encode(text).subarray(0, LONGEST);
    const { u8 } = this.#k;
    u8[SMALL_AT - 1] = 0;
    u8.set(bytes, SMALL_AT);
    this.#k.setKey(0);
    const end = SMALL_AT + bytes.length;
    const found = scanWindow(this.#k, SMALL_AT, SMALL_AT, end, { text: "cells", packs: this.#packs, lower: "always" });
    let shown = "";
    let at = 0;
    // Of a file or a key a single small word is no evidence: `phi.json`, `files.json`.
    const told = found
      .hits()
      .filter(
        (hit) =>
          (hit.flags & L.F_TAGGED) === 0 ||
          !(
            isPartOfCode(u8, hit) ||
            SMALL_WORD.test(decoder.decode(u8.subarray(hit.start, hit.end))) ||
            isIdentifierPart(u8, SMALL_AT, end, hit)
          ),
      );
    for (const hit of judge(this.#k, told, { bytes: bytes.length, hospitals: true, isMedical: () => false })) {
      const from = hit.start - SMALL_AT;
      const to = hit.end - SMALL_AT;
      if (hit.level === L.INFO || from < at) continue;
      shown += decoder.decode(bytes.subarray(at, from)) + shapeOf(decoder.decode(bytes.subarray(from, to)));
      at = to;
    }
    return shown + decoder.decode(bytes.subarray(at)) + (bytes.length === LONGEST ? "…" : "");
  }
}
