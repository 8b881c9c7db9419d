/** Candidates for the allow file, for a person to look at: reason and name are left to them. */
import { ALLOW_SCHEMA } from "./allow.ts";
import type { Proposal } from "./collect.ts";

/**
 * Text of an allow file with one entry a proposal. `reason` and `by` are empty, so the file is refused until someone has looked at each entry.
 * @param salt 32 random hex digits, the same that the scan was given as `proposeSalt`
 * @param only shown path of the data file whose sidecar is wanted; null for an allow file over all files
 */
export function proposedAllow(salt: string, proposals: readonly Proposal[], only: string | null = null): string {
  const header = JSON.stringify({ schema: ALLOW_SCHEMA, salt });
  const entries = proposals
    .filter(({ path }) => only === null || path === only)
    .map(({ rule, tag, path }) => JSON.stringify({ rule, tag, ...(only === null ? { path } : {}), reason: "", by: "" }));
  return `${[header, ...entries].join("\n")}\n`;
}
