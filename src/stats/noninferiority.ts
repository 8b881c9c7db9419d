/** The regression rule of handbook gates-and-statistics.md §4.7.5: not worse than before by more than a margin. */
import { mcnemarOneSided, mcnemarPower, tango, tangoScore } from "./paired.ts";
import { LARGEST_SAMPLE, smallest } from "./proportion.ts";
import { normalQuantile } from "./special.ts";

export interface NonInferiority {
  readonly verdict: "PASS" | "BLOCK" | "INCONCLUSIVE";
  /** (b − c)/n: positive is worse than before. */
  readonly drop: number;
  /** One-sided Tango bounds of the drop. */
  readonly lower: number;
  readonly upper: number;
  /** One-sided mid-p of McNemar against "no worse than before". */
  readonly midP: number;
  /** Paired cases that would settle it at the observed flip rates; null when the verdict is settled or no number of cases would. */
  readonly neededN: number | null;
  /** Chance that the mid-p test notices a true drop as large as the margin, at the observed rate of improvements. */
  readonly power: number;
}

/**
 * Decides from b regressions and c improvements among n paired cases. PASS when the upper bound is within the margin; BLOCK when the
 * lower bound reaches it, or the drop exceeds it and is significant; else INCONCLUSIVE. b, c, n may be fractional (effective sizes);
 * the mid-p then takes b and c rounded.
 */
export function nonInferiority(b: number, c: number, n: number, margin: number, level = 0.95): NonInferiority {
  const { lower, upper } = tango(b, c, n, level);
  const drop = (b - c) / n;
  const midP = mcnemarOneSided(Math.round(b), Math.round(c)).midP;
  const passes = withinMargin(b, c, n, margin, level);
  const blocks = !passes && (lower >= margin || (drop > margin && midP <= 1 - level));
  const verdict = passes ? "PASS" : blocks ? "BLOCK" : "INCONCLUSIVE";
  const neededN = verdict === "INCONCLUSIVE" ? neededForMargin(b, c, n, margin, level) : null;
  return { verdict, drop, lower, upper, midP, neededN, power: mcnemarPower(n, Math.min(1 - c / n, c / n + margin), c / n, 1 - level) };
}

/** U ≤ m iff z(m) ≤ −z (§4.9); a margin of 1 or more allows everything. */
function withinMargin(b: number, c: number, n: number, margin: number, level: number): boolean {
  return margin >= 1 || tangoScore(b, c, n, margin) <= -normalQuantile(level);
}

/** Paired cases so that the same shares of flips clear the margin: z²(1−m)/m when nothing flips. Null when the drop reaches the margin. */
export function neededForMargin(b: number, c: number, n: number, margin: number, level = 0.95): number | null {
  if (margin <= 0 || (b - c) / n >= margin) return null;
  const needed = smallest(1, (size) => withinMargin((b * size) / n, (c * size) / n, size, margin, level));
  return needed !== null && needed <= LARGEST_SAMPLE ? needed : null;
}
