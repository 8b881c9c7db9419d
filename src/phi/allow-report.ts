/** What the allow file itself deserves to be told: entries past their date, entries that cover nothing. */
import type { Finding } from "../core/documents.ts";
import { makeFinding } from "../core/finding.ts";
import type { AllowList } from "./allow.ts";

/**
 * Findings about the allow file, after a scan of the whole tree.
 * @param used indexes of the entries that covered something
 * @param today YYYY-MM-DD; without it nothing expires
 */
export function allowFindings(allow: AllowList, used: readonly number[], today: string | undefined): Finding[] {
  return allow.entries.flatMap((entry, i) => {
    const place = { path: allow.path, record: i };
    if (today !== undefined && entry.expires !== undefined && entry.expires < today) {
      return [
        makeFinding({
          rule: "phi.allow-expired",
          severity: "warn",
          place,
          message: `Allow entry ${i + 1} (${entry.rule}) is past its date.`,
          fix: "Look at the value again; renew the date with a reason, or remove value and entry.",
        }),
      ];
    }
    if (used.includes(i)) return [];
    return [
      makeFinding({
        rule: "phi.allow-unused",
        severity: "info",
        place,
        message: `Allow entry ${i + 1} (${entry.rule}) covers nothing any more.`,
        fix: "Remove the entry.",
      }),
    ];
  });
}
