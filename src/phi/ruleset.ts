/** What decides the findings besides the text: its digest keys the result cache and stands in receipts. */
import { digestJson } from "../core/digest.ts";
import { VERSION } from "../core/version.ts";
import { KINDS } from "./kinds.ts";
import { labelRows, wordRows } from "./labels.ts";
import { digestOfNames } from "./names/tables.ts";
import type { PhiOptions } from "./options.ts";

/** sha256 over version, labels, name tables and the options that change findings (not limits, not progress). */
export function rulesetDigest(options: PhiOptions): string {
  const {
    packs = [],
    hospitals = true,
    inline = "allow",
    recognizers = [],
    allow = null,
    sidecars = [],
    lowerCase = "auto",
    today = null,
  } = options;
  return digestJson({
    version: VERSION,
    kinds: KINDS.map(({ kind }) => kind),
    labels: labelRows().map(({ words, label, mark }) => [words.join(" "), label, mark]),
    words: wordRows().map(({ word, label }) => [word, label]),
    names: digestOfNames(),
    options: {
      packs: [...packs].sort(),
      hospitals,
      inline,
      recognizers,
      allow,
      sidecars: sidecars.map(({ of, list }) => ({ of, list })),
      lowerCase,
      today,
    },
  });
}
