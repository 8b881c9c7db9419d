/** Dates, in every reading that is possible. */
import type { DateFact } from "./facts.ts";
import type { Token } from "./tokens.ts";

const MONTHS = "january february march april may june july august september october november december".split(" ");

/** ISO dates, "12 March 2025", "March 12, 2025", "12/3/2025" (both readings), "March 2025", "12 March". */
export function readDates(tokens: readonly Token[]): DateFact[] {
  const found: DateFact[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const read = numeric(tokens, at) ?? dayMonth(tokens, at) ?? monthDay(tokens, at);
    if (read === null) continue;
    found.push({ kind: "date", readings: read.readings, at, next: read.next });
    at = read.next - 1;
  }
  return found;
}

type Read = { readonly readings: readonly string[]; readonly next: number } | null;

function reading(year: number | null, month: number, day: number | null): string {
  return `${year ?? "?"}-${month}-${day ?? "?"}`;
}

function monthOf(token: Token | undefined): number | null {
  const word = (token?.text ?? "").replace(/\.$/, "");
  if (word.length < 3) return null;
  const index = MONTHS.findIndex(
    (month) => month === word || (word.length <= 4 && month.startsWith(word.slice(0, 3)) && (word.length === 3 || word === "sept")),
  );
  return index < 0 ? null : index + 1;
}

const ORDINALS =
  "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(
    " ",
  );

function numberAt(tokens: readonly Token[], at: number, low: number, high: number): number | null {
  const value = tokens[at]?.number ?? null;
  return value !== null && Number.isInteger(value) && value >= low && value <= high ? value : null;
}

/** A day of the month: 15, 15th, fifteenth, "twenty first" as its two words. */
function dayAt(tokens: readonly Token[], at: number): { day: number; next: number } | null {
  const ordinal = ORDINALS.indexOf(tokens[at]?.text ?? "") + 1;
  if (ordinal > 0) return { day: ordinal, next: at + 1 };
  const day = numberAt(tokens, at, 1, 31);
  if (day === null) return null;
  const tail = ORDINALS.indexOf(tokens[at + 1]?.text ?? "") + 1;
  if (tokens[at]?.spelled && (day === 20 || day === 30) && tail > 0 && tail < 10) return { day: day + tail, next: at + 2 };
  return { day, next: /^(?:st|nd|rd|th)$/.test(tokens[at + 1]?.text ?? "") ? at + 2 : at + 1 };
}

/** 2025-03-12, 12/3/2025, 3-12-25. */
function numeric(tokens: readonly Token[], at: number): Read {
  const mark = tokens[at + 1]?.text ?? "";
  if ((mark !== "/" && mark !== "-") || tokens[at + 3]?.text !== mark) return null;
  const year = numberAt(tokens, at, 1900, 2100);
  const middle = numberAt(tokens, at + 2, 1, 31);
  const last = numberAt(tokens, at + 4, 0, 2100);
  if (middle === null || last === null) return null;
  if (year !== null) return middle <= 12 && last <= 31 ? { readings: [reading(year, middle, last)], next: at + 5 } : null;
  const first = numberAt(tokens, at, 1, 31);
  if (first === null) return null;
  const full = last < 100 ? 2000 + last : last;
  const readings = [...(middle <= 12 ? [reading(full, middle, first)] : []), ...(first <= 12 ? [reading(full, first, middle)] : [])];
  return readings.length === 0 ? null : { readings, next: at + 5 };
}

/** 12 March 2025, 12th of March. */
function dayMonth(tokens: readonly Token[], at: number): Read {
  const read = dayAt(tokens, at);
  if (read === null) return null;
  const next = tokens[read.next]?.text === "of" ? read.next + 1 : read.next;
  const month = monthOf(tokens[next]);
  return month === null ? null : withYear(tokens, next + 1, month, read.day);
}

/** March 12, 2025; March 2025. "May" alone is a verb. */
function monthDay(tokens: readonly Token[], at: number): Read {
  const month = monthOf(tokens[at]);
  if (month === null) return null;
  const read = dayAt(tokens, at + 1);
  if (read !== null) return withYear(tokens, read.next, month, read.day);
  const year = numberAt(tokens, at + 1, 1900, 2100);
  return year === null ? null : { readings: [reading(year, month, null)], next: at + 2 };
}

function withYear(tokens: readonly Token[], at: number, month: number, day: number): Read {
  const from = tokens[at]?.text === "," ? at + 1 : at;
  const year = numberAt(tokens, from, 1900, 2100);
  return year === null ? { readings: [reading(null, month, day)], next: at } : { readings: [reading(year, month, day)], next: from + 1 };
}

/** Whether two readings can mean the same day: parts that one does not give do not count. */
export function sameDate(a: string, b: string): boolean {
  const right = b.split("-");
  return a.split("-").every((part, index) => part === "?" || right[index] === "?" || part === right[index]);
}
