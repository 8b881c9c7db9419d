/** Looks exceptions up, and remembers which were used. */
import type { Place } from "../core/documents.ts";
import { type AllowEntry, type AllowList, allowTag, type Sidecar } from "./allow.ts";

/** A list with the number of its first entry: numbers run over all lists, so that results of several workers can be put together. */
export interface NumberedList {
  readonly list: AllowList;
  /** The data file that the list holds for; null for all. */
  readonly of: string | null;
  readonly first: number;
}

/** Every list of a scan: the allow file first, then sidecars by the path of their data file. */
export function exceptionLists(options: { readonly allow?: AllowList; readonly sidecars?: readonly Sidecar[] }): NumberedList[] {
  const lists: { list: AllowList; of: string | null }[] = options.allow === undefined ? [] : [{ list: options.allow, of: null }];
  lists.push(...[...(options.sidecars ?? [])].sort((a, b) => (a.of < b.of ? -1 : 1)));
  let first = 0;
  return lists.map((item) => {
    const numbered = { ...item, first };
    first += item.list.entries.length;
    return numbered;
  });
}

/** Whether an entry is past its date (YYYY-MM-DD); without a date of today nothing is. */
export function isExpired(entry: AllowEntry, today: string | undefined): boolean {
  return today !== undefined && entry.expires !== undefined && entry.expires < today;
}

/** What an exception is compared with: a finding's rule and place, its value where it has one, its fingerprint when asked. */
export interface Candidate {
  readonly rule: string;
  readonly place: Place;
  /** null for findings about a file. */
  readonly value: string | null;
  readonly fingerprint: () => string;
}

interface Numbered {
  readonly number: number;
  readonly entry: AllowEntry;
}

/** The exceptions that may cover findings of one file. */
export class AllowIndex {
  /** Numbers of the entries that covered something. */
  readonly used = new Set<number>();
  readonly #today: string | undefined;
  readonly #salts: readonly string[];
  readonly #byTag = new Map<string, Numbered[]>();
  readonly #byFingerprint = new Map<string, Numbered[]>();
  readonly #byField = new Map<string, Numbered[]>();

  constructor(lists: readonly NumberedList[], today: string | undefined) {
    this.#today = today;
    this.#salts = lists.map(({ list }) => list.salt);
    lists.forEach(({ list, first }, n) => {
      list.entries.forEach((entry, i) => {
        const numbered = { number: first + i, entry };
        if (entry.tag !== undefined) push(this.#byTag, `${n} ${entry.rule} ${entry.tag}`, numbered);
        else if (entry.fingerprint !== undefined) push(this.#byFingerprint, entry.fingerprint, numbered);
        else push(this.#byField, entry.rule, numbered);
      });
    });
  }

  /** Whether an entry in force covers the finding; marks every entry that fits as used. */
  covers(candidate: Candidate): boolean {
    let hit = false;
    for (const { number, entry } of this.#found(candidate)) {
      if (!fits(entry, candidate)) continue;
      this.used.add(number);
      if (!isExpired(entry, this.#today)) hit = true;
    }
    return hit;
  }

  #found({ rule, value, fingerprint }: Candidate): Numbered[] {
    const found = [...(this.#byField.get(rule) ?? [])];
    if (this.#byFingerprint.size > 0) found.push(...(this.#byFingerprint.get(fingerprint()) ?? []));
    if (value === null || this.#byTag.size === 0) return found;
    this.#salts.forEach((salt, n) => {
      found.push(...(this.#byTag.get(`${n} ${rule} ${allowTag(salt, rule, value)}`) ?? []));
    });
    return found;
  }
}

function push(map: Map<string, Numbered[]>, key: string, item: Numbered): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [item]);
  else list.push(item);
}

/** The parts of the address that the index did not look up. */
function fits(entry: AllowEntry, { rule, place, fingerprint }: Candidate): boolean {
  return (
    entry.rule === rule &&
    (entry.path === undefined || entry.path === place.path) &&
    (entry.record === undefined || entry.record === place.record) &&
    (entry.column === undefined || entry.column === place.column) &&
    (entry.pointer === undefined || (place.pointer !== undefined && pointerFits(entry.pointer, place.pointer))) &&
    (entry.fingerprint === undefined || entry.tag === undefined || entry.fingerprint === fingerprint())
  );
}

/** Whether a pointer has the steps of the pattern; `*` stands for any one step. */
function pointerFits(pattern: string, pointer: string): boolean {
  if (pattern === pointer) return true;
  const steps = pointer.split("/");
  const wanted = pattern.split("/");
  return wanted.length === steps.length && wanted.every((step, i) => step === "*" || step === steps[i]);
}
