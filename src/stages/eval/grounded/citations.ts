/** Citations and quotations: what an answer says stands somewhere must stand there. */
import type { Support } from "./check.ts";
import { tokenise } from "./tokens.ts";

interface Cited {
  readonly support: Support;
}

const MARK = /\[([A-Za-z]?[\w.-]{0,15}\d+)\]|\[\^(\w{1,15})\]/g;

/** Every cited id, in the text as `[id]` or in the answer's list, must be one of the passages'. */
export function citationSupport(output: string, listed: readonly string[], ids: readonly string[]): Cited[] {
  const known = new Set(ids.map((id) => id.toLowerCase()));
  const marked = [...output.matchAll(MARK)].flatMap((match) => [match[1] ?? match[2] ?? ""]);
  return [...new Set([...marked, ...listed])].map((id) => ({ support: known.has(id.toLowerCase()) ? "supported" : "unsupported" }));
}

/** Quotations of at least four words must occur word for word. */
export function quotationSupport(output: string, texts: readonly string[]): Cited[] {
  const quotes = [...output.replace(/[“”„]/g, '"').matchAll(/"([^"\n]{8,400})"/g)]
    .map((match) => words(match[1] as string))
    .filter((quote) => quote.split(" ").length >= 4);
  if (quotes.length === 0) return [];
  const sources = texts.map((text) => ` ${words(text)} `);
  return quotes.map((quote) => ({ support: sources.some((source) => source.includes(` ${quote} `)) ? "supported" : "unsupported" }));
}

function words(text: string): string {
  return tokenise(text)
    .flatMap((sentence) => sentence.tokens)
    .filter((token) => /[\p{L}\p{N}]/u.test(token.text))
    .map((token) => token.text)
    .join(" ");
}
