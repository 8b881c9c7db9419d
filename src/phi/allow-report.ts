/** What the allow file itself deserves to be told: entries past their date, entries that cover nothing. */
import type { Finding } from "../core/documents.ts";
import { makeFinding } from "../core/finding.ts";
import type { Collector } from "./collect.ts";

/** Findings about the allow file, after a scan of the whole tree. */
export function allowFindings({ allow }: Collector): Finding[] {
  if (allow === null) return [];
  return allow.list.entries.flatMap((entry, i) => {
    const place = { path: allow.list.path, record: i };
    if (allow.isExpired(entry)) {
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
    if (allow.used.has(i)) return [];
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
