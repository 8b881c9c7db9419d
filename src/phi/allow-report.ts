/** What exceptions themselves deserve to be told: entries past their date, entries that cover nothing, sidecars that a policy forbids. */
import type { Finding, Place } from "../core/documents.ts";
import { makeFinding } from "../core/finding.ts";
import type { AllowEntry } from "./allow.ts";
import { exceptionLists, isExpired } from "./allow-index.ts";
import type { PhiOptions } from "./options.ts";

/**
 * Findings about the exceptions of a scan of whole files.
 * @param options the options of the scan: `allow`, `sidecars`, and `today` (without it nothing expires)
 * @param used numbers of the entries that covered something (`ScanResult.allowUsed`)
 * @param show makes a path safe to show
 */
export function allowFindings(
  options: Pick<PhiOptions, "allow" | "sidecars" | "today">,
  used: readonly number[],
  show: (path: string) => string,
): Finding[] {
  const covered = new Set(used);
  return exceptionLists(options).flatMap(({ list, first }) =>
    list.entries.flatMap((entry, i) => {
      const place = { path: show(list.path), record: i };
      if (isExpired(entry, options.today)) return [expired(entry, place)];
      return covered.has(first + i) ? [] : [unused(entry, place)];
    }),
  );
}

function expired({ rule }: AllowEntry, place: Place & { record: number }): Finding {
  return makeFinding({
    rule: "phi.allow-expired",
    severity: "warn",
    place,
    message: `Allow entry ${place.record + 1} (${rule}) is past its date.`,
    fix: "Look at the value again; renew the date with a reason, or remove value and entry.",
  });
}

function unused({ rule }: AllowEntry, place: Place & { record: number }): Finding {
  return makeFinding({
    rule: "phi.allow-unused",
    severity: "info",
    place,
    message: `Allow entry ${place.record + 1} (${rule}) covers nothing any more.`,
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
