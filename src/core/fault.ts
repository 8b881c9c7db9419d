/** A place in a file, in the words of contracts §3. */
export interface FaultPlace {
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly record?: number;
  readonly pointer?: string;
}

/**
 * Whose fault it is, which decides the exit code (contracts §4).
 * `change`: the pull request itself (1) · `usage`: flag, or policy and baseline in base (2) ·
 * `inconclusive`: nothing can be shown (3) · `environment`: we failed, not the model (4).
 */
export type FaultKind = "change" | "usage" | "inconclusive" | "environment";

export const EXIT_CODES: Readonly<Record<FaultKind, 1 | 2 | 3 | 4>> = { change: 1, usage: 2, inconclusive: 3, environment: 4 };

export interface FaultDetails {
  /** Stable machine word such as `policy-unknown-key`. */
  readonly code: string;
  readonly kind: FaultKind;
  /** What is wrong, one sentence. */
  readonly message: string;
  readonly place?: FaultPlace;
  readonly expected?: string;
  /** What to do about it, one sentence. */
  readonly fix?: string;
}

/** The JSON that a failed command prints (contracts §9). */
export interface FaultDocument {
  readonly schema: "tunegate/failure@1";
  readonly code: string;
  readonly message: string;
  readonly place: FaultPlace | null;
  readonly expected: string | null;
  readonly fix: string | null;
}

/** The only error that tunegate raises on purpose: it carries the place and the remedy. */
export class Fault extends Error {
  readonly details: FaultDetails;

  constructor(details: FaultDetails) {
    super(details.message);
    this.name = "Fault";
    this.details = details;
  }

  get exitCode(): 1 | 2 | 3 | 4 {
    return EXIT_CODES[this.details.kind];
  }

  toDocument(): FaultDocument {
    const { code, message, place, expected, fix } = this.details;
    return { schema: "tunegate/failure@1", code, message, place: place ?? null, expected: expected ?? null, fix: fix ?? null };
  }
}

/** `path:line:column` (or record and pointer) of a place, empty for none. */
export function formatPlace(place: FaultPlace | undefined | null): string {
  if (!place?.path) return "";
  const line = place.line === undefined ? "" : `:${place.line}${place.column === undefined ? "" : `:${place.column}`}`;
  const record = place.record === undefined ? "" : ` record ${place.record}`;
  return `${place.path}${line}${record}${place.pointer ? ` at ${place.pointer}` : ""}`;
}
