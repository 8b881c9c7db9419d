/** Sentences of normalised text. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Text in which every sentence border is a line break (same length as given), and the sentences in it. */
export interface Sentences {
  readonly text: string;
  readonly spans: readonly Span[];
}

/** One mark only: `[.!?]+` would take quadratic time on a row of dots. */
const END = /[.!?]["')\]]*[ \n]|\n/g;
/** A full stop after these does not end a sentence. */
const ABBREVIATION =
  /(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|vs|e\.g|i\.e|etc|approx|no|fig|ca|resp|tab|tabs|cap|inj|p\.o|b\.i\.d|t\.i\.d|q\.i\.d|[a-z]|\d{1,2})$/i;

/**
 * Splits after `.`, `!`, `?` before a blank, and at line ends. "Dr. Lee", "e.g. this", "2.5 mg" and "1. item" stay whole.
 * Lower-case starts split too: models write them, and a negation must not reach over a full stop.
 */
export function sentences(text: string): Sentences {
  const units: string[] = [];
  const spans: Span[] = [];
  let start = 0;
  const close = (end: number): void => {
    if (/\S/.test(text.slice(start, end))) spans.push({ start, end });
    start = end + 1;
  };
  let copied = 0;
  for (const match of text.matchAll(END)) {
    const at = match.index + match[0].length - 1;
    if (match[0].startsWith(".") && text[at] !== "\n" && ABBREVIATION.test(text.slice(Math.max(start, match.index - 12), match.index)))
      continue;
    units.push(text.slice(copied, at), "\n");
    copied = at + 1;
    close(at);
  }
  close(text.length);
  units.push(text.slice(copied));
  return { text: units.join(""), spans };
}
