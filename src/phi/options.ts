import type { Finding } from "../core/documents.ts";
import type { UserRecognizer } from "../core/policy.ts";
import type { AllowList, Sidecar } from "./allow.ts";

/** What to look for, and what to leave alone. */
export interface PhiOptions {
  /** National packs: uk, ca, au, es, fr, de, nl, br, in. */
  readonly packs?: readonly string[];
  /** Whether hospitals and clinics count as places (default true). */
  readonly hospitals?: boolean;
  /** Whether text may carry its own exceptions (default "allow"). */
  readonly inline?: "allow" | "forbid";
  readonly recognizers?: readonly UserRecognizer[];
  readonly allow?: AllowList;
  /** Exceptions beside data files; they count with `inline: "allow"` alone. */
  readonly sidecars?: readonly Sidecar[];
  /** Findings that are located and listed; the rest is counted (default: all). */
  readonly limit?: number;
  /** Lower-case names: "auto" looks at each stretch of text (default). */
  readonly lowerCase?: "auto" | "always" | "never";
  /** Makes candidates for an allow file with this salt (32 hex digits). */
  readonly proposeSalt?: string;
  /** Shows values to the person at a terminal; never set in CI, never with workers or a cache. */
  readonly reveal?: (finding: Finding, value: string) => void;
  /** Today as YYYY-MM-DD, for the expiry of exceptions; without it nothing expires. */
  readonly today?: string;
}
