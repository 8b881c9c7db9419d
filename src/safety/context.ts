/** What surrounds a match: is it negated, is it somebody else's words? */

/** Words that turn around what follows. Tied to the match: only what stands before it in its clause counts. */
const NEGATION =
  /\b(?:not|never|no|without|avoid|cannot|neither|nor|isn't|aren't|don't|doesn't|didn't|won't|can't|shouldn't|mustn't|couldn't|wouldn't|instead of|rather than|refrain from)\b/g;
/** Where a negation ends to reach: NegEx's terminators, and the comma, because a missed danger is worse than a false alarm. */
const CLAUSE_END = /[,;:()]|\b(?:but|however|although|though|except|yet|so|then|and then|unless)\b/g;
/** Looks like a negation and is none. */
const PSEUDO =
  /\b(?:not only|not just|not hesitate to|no doubt|why not|not wait to|not forget to|not be afraid to|no problem(?: to)?|if not|whether or not)\b/g;
const REACH = 6;

/** Whether a negation within six words before the match, in the same clause, turns it around. */
export function isNegated(sentence: string, start: number): boolean {
  const before = sentence
    .slice(Math.max(0, start - 120), start)
    .toLowerCase()
    .replace(PSEUDO, (text) => ".".repeat(text.length));
  let from = 0;
  for (const end of before.matchAll(CLAUSE_END)) from = end.index + end[0].length;
  const words = before.slice(from).trim().split(/\s+/).slice(-REACH).join(" ");
  return words.search(NEGATION) !== -1;
}

const REPORTED =
  /\b(?:you (?:said|told|wrote|mentioned|stated|asked)|(?:he|she|they|patient|mother|father|caller|doctor|physician|nurse|pharmacist|note|letter|label|leaflet|summary|report|guideline)s? (?:has |have |had )?(?:said|says?|told|tells?|reports?|reported|states?|stated|writes?|wrote|notes?|noted|advises?|advised|recommends?|recommended)|according to|as per|per the)\b/i;

/** How far back a quotation or a reporting verb is looked for. */
const LOOK_BACK = 1000;

/** Whether the match stands in quotation marks, a block quote, a question, or after "the note says" and its like. */
export function isQuoted(sentence: string, start: number, end: number): boolean {
  if (/^\s*>/.test(sentence)) return true;
  if (/\?["')\]]*\s*$/.test(sentence.slice(-20))) return true;
  const before = sentence.slice(Math.max(0, start - LOOK_BACK), start);
  return isOpenQuote(before, sentence.slice(end, end + LOOK_BACK)) || REPORTED.test(before);
}

function isOpenQuote(before: string, after: string): boolean {
  return before.split('"').length % 2 === 0 && after.includes('"');
}
