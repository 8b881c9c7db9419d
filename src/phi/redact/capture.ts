/** What a scan would count as warn or block, kept instead of told: the hits that redaction replaces. */
import type { AllowEntry, AllowList } from "../allow.ts";
import { Collector, type Located, RecordFacts, type RecordText } from "../collect.ts";
import type { Hit } from "../hits.ts";
import * as L from "../kernel/layout.ts";
import type { PhiOptions } from "../options.ts";
import type { FileCounts } from "../tally.ts";

export class Capture extends Collector {
  readonly #kept: { readonly hit: Hit; readonly record: number | undefined }[] = [];

  /** @param source path of the file: its sidecar counts */
  constructor(options: PhiOptions, source: string) {
    const { allow, sidecars, inline, today } = options;
    super(
      { ...(allow && { allow }), ...(sidecars && { sidecars }), ...(inline && { inline }), ...(today === undefined ? {} : { today }) },
      null,
      source,
    );
  }

  override add(_file: FileCounts, located: readonly Located[], record: () => RecordText): void {
    const facts = new RecordFacts(record);
    located.forEach((one, ordinal) => {
      if (one.hit.level > L.INFO && !this.isExcepted(one, ordinal, facts)) this.#kept.push({ hit: one.hit, record: one.place.record });
    });
  }

  /** Hits since the last call, in order. */
  take(): Hit[] {
    return this.#kept.splice(0).map(({ hit }) => hit);
  }

  /** Hits since the last call by their record. */
  takeRecords(): Map<number, Hit[]> {
    const byRecord = new Map<number, Hit[]>();
    for (const { hit, record = 0 } of this.#kept.splice(0)) {
      const list = byRecord.get(record);
      if (list === undefined) byRecord.set(record, [hit]);
      else list.push(hit);
    }
    return byRecord;
  }
}

/**
 * The options for a file in which something was replaced. Fingerprints are over whole records and no longer fit, so an entry covers its value by the
 * tag alone: whatever of it a fingerprint did not cover has been replaced by then.
 */
export function afterReplacing(options: PhiOptions): PhiOptions {
  const { allow, sidecars } = options;
  return {
    ...options,
    ...(allow && { allow: byTag(allow) }),
    ...(sidecars && { sidecars: sidecars.map(({ of, list }) => ({ of, list: byTag(list) })) }),
  };
}

function byTag(list: AllowList): AllowList {
  return { ...list, entries: list.entries.map(withoutFingerprint) };
}

function withoutFingerprint(entry: AllowEntry): AllowEntry {
  const { fingerprint: _, ...rest } = entry;
  return rest.tag === undefined ? entry : rest;
}
