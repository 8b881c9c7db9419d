/** A rate seen through an imperfect judge. */

/**
 * Rogan-Gladen: the true rate behind an observed one, given the judge's sensitivity and specificity, clipped to [0, 1].
 * `null` when the judge is no better than chance (sensitivity + specificity ≤ 1): nothing can be corrected then.
 */
export function roganGladen(observed: number, sensitivity: number, specificity: number): number | null {
  const youden = sensitivity + specificity - 1;
  if (!(youden > 0)) return null;
  return Math.min(1, Math.max(0, (observed + specificity - 1) / youden));
}
