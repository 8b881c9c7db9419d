/** Normalised text with a way back: what rules and fact checks read, and where it stood in the original. */

/** `offsets[i]` is the UTF-16 offset in the original of unit i of `text`; `offsets[text.length]` is the original's length. */
export interface Normalised {
  readonly text: string;
  readonly offsets: Uint32Array;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", "#39": "'" };
const ENTITY = /&(amp|lt|gt|quot|apos|nbsp|#39|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});/y;
/** A code point with everything that combines with it: what NFKC must see together. */
const CLUSTER = /[\s\S]\p{M}*/uy;
/** What any step below could change; most answers hold none of it. */
const DRESSED = /[^\n -~]|[&*_~`]| {2}/;
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]/u;
/** Pairs "from to" as a table. */
function table(pairs: string): Readonly<Record<string, string>> {
  return Object.fromEntries(pairs.split(" ").map((pair) => [[...pair][0] as string, [...pair].slice(1).join("")]));
}

const FOLDED = { ...table(`‘' ’' ‚' ‛' ′' ʼ' ´' “" ”" „" ‟" ″" «" »" ‐- ‑- ‒- –- −- …... µμ`), "—": " - " } as Readonly<
  Record<string, string>
>;
/** Letters of Cyrillic, Greek and IPA that look Latin; they count as Latin inside a word that holds Latin letters. */
const LOOKALIKES = table(
  "аa еe оo рp сc хx уy іi ѕs јj һh ԁd ɡg ıi АA ВB ЕE КK МM НH ОO РP СC ТT ХX УY οo αa νv ιi ρp υu ΟO ΑA ΕE ΙI ΚK ΝN ΤT",
);

/**
 * NFKC, HTML entities decoded, zero-width and control characters gone, curly quotes and dashes made plain, markdown emphasis gone,
 * look-alike letters made Latin in Latin words, runs of blanks one blank. Line breaks stay.
 */
export function normalise(original: string): Normalised {
  if (!DRESSED.test(original)) return { text: original, offsets: identity(original.length) };
  const writer = new Writer(original.length);
  let at = 0;
  while (at < original.length) at = step(original, at, writer);
  return finish(stripEmphasis(unmask(writer.done())));
}

function identity(length: number): Uint32Array {
  const offsets = new Uint32Array(length + 1);
  for (let i = 0; i <= length; i++) offsets[i] = i;
  return offsets;
}

class Writer {
  units: string[] = [];
  offsets: number[] = [];
  readonly #end: number;
  constructor(end: number) {
    this.#end = end;
  }
  put(text: string, at: number): void {
    for (let i = 0; i < text.length; i++) {
      const unit = text[i] as string;
      const blank = unit === " " || unit === "\t" || unit === "\r";
      if (blank && this.units.at(-1) === " ") continue;
      this.units.push(blank ? " " : unit);
      this.offsets.push(at);
    }
  }
  done(): Draft {
    return { units: this.units, offsets: this.offsets, end: this.#end };
  }
}

interface Draft {
  readonly units: readonly string[];
  readonly offsets: readonly number[];
  readonly end: number;
}

function step(original: string, at: number, writer: Writer): number {
  const code = original.charCodeAt(at);
  if (code === 38) {
    const entity = entityAt(original, at);
    if (entity) {
      writer.put(entity.text, at);
      return at + entity.length;
    }
  }
  const next = original.charCodeAt(at + 1);
  if (code < 128 && !(next >= 0x300)) {
    if (code >= 32 || code === 10 || code === 9) writer.put(original[at] as string, at);
    return at + 1;
  }
  CLUSTER.lastIndex = at;
  const cluster = CLUSTER.exec(original)?.[0] ?? (original[at] as string);
  writer.put(foldCluster(cluster), at);
  return at + cluster.length;
}

function foldCluster(cluster: string): string {
  let folded = "";
  for (const character of cluster) {
    const plain = FOLDED[character];
    if (plain !== undefined) folded += plain;
    else if (!INVISIBLE.test(character)) folded += character;
  }
  return folded
    .normalize("NFKC")
    .replace(/[\u2028\u2029\u0085]/g, "\n")
    .replace(/\p{Zs}/gu, " ");
}

function entityAt(original: string, at: number): { text: string; length: number } | null {
  ENTITY.lastIndex = at;
  const match = ENTITY.exec(original);
  if (!match) return null;
  const name = match[1] as string;
  const named = ENTITIES[name];
  if (named !== undefined) return { text: named, length: match[0].length };
  const code = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  const valid = code >= 32 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return valid ? { text: foldCluster(String.fromCodePoint(code)), length: match[0].length } : null;
}

/** Look-alike letters inside words that hold Latin letters. */
function unmask(draft: Draft): Draft {
  const text = draft.units.join("");
  if (!/[\u0250-\uffff]/.test(text)) return draft;
  const units = [...draft.units];
  for (const word of text.matchAll(/\p{L}+/gu)) {
    if (!/[A-Za-z]/.test(word[0])) continue;
    for (let i = word.index; i < word.index + word[0].length; i++) units[i] = LOOKALIKES[units[i] as string] ?? (units[i] as string);
  }
  return { ...draft, units };
}

/** `*` and `~` beside a letter or another mark, `_` at a word's edge, and back ticks: they only dress the text. */
function stripEmphasis(draft: Draft): Draft {
  const { units } = draft;
  const word = (unit: string | undefined) => unit !== undefined && /[\p{L}\p{N}]/u.test(unit);
  const keep = units.map((unit, i) => {
    if (unit === "`") return false;
    const before = units[i - 1];
    const after = units[i + 1];
    if (unit === "*" || unit === "~") return isDigit(before) && isDigit(after) ? true : !(touches(before, unit) || touches(after, unit));
    if (unit === "_") return word(before) && word(after);
    return true;
  });
  if (!keep.includes(false)) return draft;
  return { units: units.filter((_, i) => keep[i]), offsets: draft.offsets.filter((_, i) => keep[i]), end: draft.end };
}

/** A neighbour that makes an emphasis mark: a letter, a digit, punctuation or the same mark again. */
function touches(neighbour: string | undefined, mark: string): boolean {
  return neighbour !== undefined && (neighbour === mark || /[\p{L}\p{N}.,!?:;"'()]/u.test(neighbour));
}

function isDigit(unit: string | undefined): boolean {
  return unit !== undefined && unit >= "0" && unit <= "9";
}

function finish(draft: Draft): Normalised {
  const offsets = new Uint32Array(draft.offsets.length + 1);
  offsets.set(draft.offsets);
  offsets[draft.offsets.length] = draft.end;
  return { text: draft.units.join(""), offsets };
}
