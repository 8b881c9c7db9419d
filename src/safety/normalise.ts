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
  return stripEmphasis(unmask(writer.done()));
}

function identity(length: number): Uint32Array {
  const offsets = new Uint32Array(length + 1);
  for (let i = 0; i <= length; i++) offsets[i] = i;
  return offsets;
}

/** Collects text with the offset of every unit; both grow by whole runs. */
class Writer {
  #text = "";
  #offsets: Uint32Array;
  readonly #end: number;
  constructor(end: number) {
    this.#end = end;
    this.#offsets = new Uint32Array(end + 64);
  }
  /** A run of the original that stays as it is. */
  run(original: string, start: number, to: number): void {
    const from = original[start] === " " && this.#text.endsWith(" ") ? start + 1 : start;
    this.#grow(to - from);
    const offsets = this.#offsets;
    let next = this.#text.length;
    for (let i = from; i < to; i++) offsets[next++] = i;
    this.#text += original.slice(from, to);
  }
  /** Text that stands for what began at `at`; runs of blanks become one blank. */
  put(text: string, at: number): void {
    this.#grow(text.length);
    for (const unit of text.split("")) {
      const blank = unit === " " || unit === "\t" || unit === "\r";
      if (blank && this.#text.endsWith(" ")) continue;
      this.#offsets[this.#text.length] = at;
      this.#text += blank ? " " : unit;
    }
  }
  done(): Draft {
    this.#grow(1);
    this.#offsets[this.#text.length] = this.#end;
    return { text: this.#text, offsets: this.#offsets.subarray(0, this.#text.length + 1) };
  }
  #grow(by: number): void {
    if (this.#text.length + by <= this.#offsets.length) return;
    const larger = new Uint32Array((this.#text.length + by) * 2);
    larger.set(this.#offsets);
    this.#offsets = larger;
  }
}

type Draft = Normalised;

/** Printable ASCII that nothing below changes; a blank only when another word follows it. */
const PLAIN_RUN = /(?:[\n!-%'-~]| (?=[!-%'-~]))+/y;

function step(original: string, at: number, writer: Writer): number {
  PLAIN_RUN.lastIndex = at;
  const run = PLAIN_RUN.exec(original)?.[0].length ?? 0;
  // What a mark combines with belongs to the mark.
  const end = at + run - (original.charCodeAt(at + run) >= 0x300 ? 1 : 0);
  if (end > at) {
    writer.run(original, at, end);
    return end;
  }
  const entity = original[at] === "&" ? entityAt(original, at) : null;
  CLUSTER.lastIndex = at;
  const cluster = CLUSTER.exec(original)?.[0] ?? (original[at] as string);
  writer.put(entity ? entity.text : foldCluster(cluster), at);
  return at + (entity ? entity.length : cluster.length);
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

/** Look-alike letters inside words that hold Latin letters; each stays one unit, so that offsets stay true. */
function unmask(draft: Draft): Draft {
  if (!/[\u0250-\uffff]/.test(draft.text)) return draft;
  const text = draft.text.replace(/\p{L}+/gu, (word) =>
    /[A-Za-z]/.test(word) ? word.replace(/[\u0131\u0250-\uffff]/g, (letter) => LOOKALIKES[letter] ?? letter) : word,
  );
  return { ...draft, text };
}

/** `*` and `~` beside a letter or another mark, `_` at a word's edge, and back ticks: they only dress the text. */
function stripEmphasis(draft: Draft): Draft {
  const { text, offsets } = draft;
  const dropped: number[] = [];
  for (const mark of text.matchAll(/[*_~`]/g))
    if (isEmphasis(mark[0], text[mark.index - 1], text[mark.index + 1])) dropped.push(mark.index);
  if (dropped.length === 0) return draft;
  const kept = new Uint32Array(offsets.length - dropped.length);
  const parts: string[] = [];
  let from = 0;
  for (const [count, at] of [...dropped, text.length].entries()) {
    parts.push(text.slice(from, at));
    kept.set(offsets.subarray(from, at), from - count);
    from = at + 1;
  }
  kept[kept.length - 1] = offsets[offsets.length - 1] as number;
  return { text: parts.join(""), offsets: kept };
}

function isEmphasis(mark: string, before: string | undefined, after: string | undefined): boolean {
  if (mark === "`") return true;
  if (mark === "_") return !(isWord(before) && isWord(after));
  return isDigit(before) && isDigit(after) ? false : touches(before, mark) || touches(after, mark);
}

function isWord(unit: string | undefined): boolean {
  return unit !== undefined && /[\p{L}\p{N}]/u.test(unit);
}

/** A neighbour that makes an emphasis mark: a letter, a digit, punctuation or the same mark again. */
function touches(neighbour: string | undefined, mark: string): boolean {
  return neighbour !== undefined && (neighbour === mark || /[\p{L}\p{N}.,!?:;"'()]/u.test(neighbour));
}

function isDigit(unit: string | undefined): boolean {
  return unit !== undefined && unit >= "0" && unit <= "9";
}
