/** Blinded ratings of answers (contracts §8). They count only for the very answer that was rated, by its sha256. */
import { Value } from "@sinclair/typebox/value";
import type { Finding, ReceiptFile } from "../../core/documents.ts";
import { Rating } from "../../core/files.ts";
import { FLAGS } from "../../core/metrics.ts";
import type { Tree } from "../../core/tree.ts";
import { EVAL_RULES, finding } from "./findings.ts";
import { readJsonLines } from "./lines.ts";

export interface Ratings {
  /** Flags for an answer with this text digest and predicted level; empty when fewer than two raters judged it. */
  flags(caseId: string, answerSha256: string, predicted: string | null): string[];
  /** Answers (case and digest) that at least one rater judged. */
  readonly answers: ReadonlySet<string>;
  readonly findings: readonly Finding[];
  readonly files: readonly ReceiptFile[];
}

/** Nobody rated anything. */
export const NO_RATINGS: Ratings = { flags: () => [], answers: new Set(), findings: [], files: [] };

/** Reads the ratings file from head. A rater's later row on the same answer replaces the earlier one. */
export async function readRatings(head: Tree, path: string | undefined): Promise<Ratings> {
  if (path === undefined) return NO_RATINGS;
  if (!(await head.has(path))) return { ...NO_RATINGS, findings: [missing(path)] };
  const { lines, file } = await readJsonLines(head, path);
  const byAnswer = new Map<string, Map<string, Rating>>();
  const findings: Finding[] = [];
  for (const line of lines) {
    if (line.kind === "bad" || !Value.Check(Rating, line.value)) {
      const text = {
        message: `line ${line.line} of ${path} ${line.kind === "bad" ? line.why : "is no rating"}`,
        fix: "export the ratings again",
      };
      findings.push(finding(EVAL_RULES.badRating, "block", { path, line: line.line }, text, String(line.line)));
      continue;
    }
    const key = ratingKey(line.value.case, line.value.answer_sha256);
    const raters = byAnswer.get(key) ?? new Map<string, Rating>();
    byAnswer.set(key, raters.set(line.value.rater, line.value));
  }
  const flags: Ratings["flags"] = (caseId, digest, predicted) =>
    ratingFlags([...(byAnswer.get(ratingKey(caseId, digest))?.values() ?? [])], predicted);
  return { flags, answers: new Set(byAnswer.keys()), findings, files: [file] };
}

/** The key of a rated answer. */
export function ratingKey(caseId: string, answerSha256: string): string {
  return `${answerSha256} ${caseId}`;
}

/** "Cannot judge" is a judgement and stays in the denominator; a tie is no majority. */
function ratingFlags(ratings: readonly Rating[], predicted: string | null): string[] {
  if (ratings.length < 2) return [];
  const majority = (agrees: (rating: Rating) => boolean) => ratings.filter(agrees).length * 2 > ratings.length;
  return [
    FLAGS.rated,
    ...(majority((rating) => rating.decision === "accept") ? [FLAGS.accepted] : []),
    ...(predicted !== null && majority((rating) => rating.level === predicted) ? [FLAGS.levelAgreed] : []),
  ];
}

function missing(path: string): Finding {
  const text = {
    message: `${path}, the ratings that the policy names, is not in the head`,
    fix: "add the file, or take ratings out of the policy",
  };
  return finding(EVAL_RULES.missingFile, "warn", { path }, text, "ratings");
}
