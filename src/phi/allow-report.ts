/** What exceptions themselves deserve to be told: entries past their date, entries that cover nothing, sidecars that a policy forbids. */
import type { Finding } from "../core/documents.ts";
import { makeFinding } from "../core/finding.ts";
import { exceptionLists, isExpired } from "./allow-index.ts";
import type { PhiOptions } from "./options.ts";

/** What may have to be told of one entry, in a form that a shard can hand over: nothing of a value is in it. */
export interface ExceptionEntry {
  /** Shown path of its list. */
  readonly path: string;
  /** Number of the entry in its list, from 0. */
  readonly record: number;
  readonly rule: string;
  readonly expired: boolean;
}

type Exceptions = Pick<PhiOptions, "allow" | "sidecars" | "today">;

/** Every entry of a scan's exceptions, in the order of their numbers. `show` makes a path safe to show. */
export function exceptionEntries(options: Exceptions, show: (path: string) => string): ExceptionEntry[] {
  return exceptionLists(options).flatMap(({ list }) => {
    const path = show(list.path);
    return list.entries.map((entry, record) => ({ path, record, rule: entry.rule, expired: isExpired(entry, options.today) }));
  });
}

/** Findings about entries; `used` are the numbers of those that covered something (`ScanResult.allowUsed`). */
export function entryFindings(entries: readonly ExceptionEntry[], used: readonly number[]): Finding[] {
  const covered = new Set(used);
  return entries.flatMap((entry, number) => {
    if (entry.expired) return [expired(entry)];
    return covered.has(number) ? [] : [unused(entry)];
  });
}

function expired({ path, record, rule }: ExceptionEntry): Finding {
  return makeFinding({
    rule: "phi.allow-expired",
    severity: "warn",
    place: { path, record },
    message: `Allow entry ${record + 1} (${rule}) is past its date.`,
    fix: "Look at the value again; renew the date with a reason, or remove value and entry.",
  });
}

function unused({ path, record, rule }: ExceptionEntry): Finding {
  return makeFinding({
    rule: "phi.allow-unused",
    severity: "info",
    place: { path, record },
    message: `Allow entry ${record + 1} (${rule}) covers nothing any more.`,
    fix: "Remove the entry.",
  });
}

/** A sidecar under a policy with `phi.inline: forbid`: it has no effect, and that is told. */
export function forbiddenSidecar(shownPath: string): Finding {
  return makeFinding({
    rule: "phi.allow-forbidden",
    severity: "info",
    place: { path: shownPath },
    message: "The policy forbids exceptions beside data (phi.inline), so this file has no effect.",
    fix: "Move its entries into the policy's allow file, or remove it.",
  });
}
