/** How often: "twice daily", "bid", "every 12 hours" and "q12h" are all two a day. */
import type { Frequency } from "./facts.ts";
import type { Token } from "./tokens.ts";

const WORDS: Readonly<Record<string, number>> = {
  daily: 1,
  qd: 1,
  od: 1,
  nightly: 1,
  nocte: 1,
  bid: 2,
  bd: 2,
  tid: 3,
  tds: 3,
  qid: 4,
  qds: 4,
  weekly: 1 / 7,
  monthly: 12 / 365.25,
  hourly: 24,
};
const TIMES: Readonly<Record<string, number>> = { once: 1, twice: 2, thrice: 3 };
const SPANS: Readonly<Record<string, number>> = {
  minute: 1 / 1440,
  hour: 1 / 24,
  hr: 1 / 24,
  h: 1 / 24,
  day: 1,
  night: 1,
  morning: 1,
  evening: 1,
  bedtime: 1,
  week: 7,
  month: 365.25 / 12,
};

/** Frequencies as times a day. */
export function readFrequencies(tokens: readonly Token[]): Frequency[] {
  const found: Frequency[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const read = timesPer(tokens, at) ?? every(tokens, at) ?? coded(tokens, at) ?? single(tokens, at);
    if (read === null) continue;
    found.push({ kind: "frequency", perDay: read.perDay, at, next: read.next });
    at = read.next - 1;
  }
  return found;
}

type Read = { readonly perDay: number; readonly next: number } | null;

function text(tokens: readonly Token[], at: number): string {
  return tokens[at]?.text ?? "";
}

function spanAt(tokens: readonly Token[], at: number): number | null {
  return SPANS[text(tokens, at).replace(/s$/, "")] ?? null;
}

/** "twice a day", "3 times daily", "once per week", "four times a day". */
function timesPer(tokens: readonly Token[], at: number): Read {
  const times = TIMES[text(tokens, at)] ?? (text(tokens, at + 1) === "times" ? (tokens[at]?.number ?? null) : null);
  if (times === null) return null;
  const next = TIMES[text(tokens, at)] === undefined ? at + 2 : at + 1;
  const word = WORDS[text(tokens, next)];
  if (word !== undefined && ["daily", "nightly", "weekly", "monthly"].includes(text(tokens, next)))
    return { perDay: times * word, next: next + 1 };
  if (!["a", "per", "each", "every", "in"].includes(text(tokens, next))) return null;
  const days = spanAt(tokens, next + 1);
  return days === null ? null : { perDay: times / days, next: next + 2 };
}

/** "every 6 hours", "every day", "every other day", "each morning", "at bedtime". */
function every(tokens: readonly Token[], at: number): Read {
  if (text(tokens, at) === "at" && text(tokens, at + 1) === "bedtime") return { perDay: 1, next: at + 2 };
  if (!["every", "each"].includes(text(tokens, at))) return null;
  if (text(tokens, at + 1) === "other" && text(tokens, at + 2) === "day") return { perDay: 0.5, next: at + 3 };
  const count = tokens[at + 1]?.number ?? null;
  const days = spanAt(tokens, count === null ? at + 1 : at + 2);
  if (days === null || count === 0) return null;
  return { perDay: 1 / (days * (count ?? 1)), next: count === null ? at + 2 : at + 3 };
}

/** "q12h", "q 8 h", "q.d." arrive as q, number, h. */
function coded(tokens: readonly Token[], at: number): Read {
  if (text(tokens, at) !== "q") return null;
  const count = tokens[at + 1]?.number ?? null;
  const days = spanAt(tokens, at + 2);
  return count && days !== null ? { perDay: 1 / (days * count), next: at + 3 } : null;
}

function single(tokens: readonly Token[], at: number): Read {
  const perDay = WORDS[text(tokens, at)];
  return perDay === undefined ? null : { perDay, next: at + 1 };
}
