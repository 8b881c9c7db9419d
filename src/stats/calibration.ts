/** Whether a stated confidence means what it says. Formulas and binning: handbook eval-and-safety.md §2. */

/** One judged answer: stated confidence 0…1, and whether it was right. */
export interface Judged {
  readonly confidence: number;
  readonly correct: boolean;
}

export interface Calibration {
  readonly n: number;
  readonly brier: number;
  readonly logLoss: number;
  /** Expected calibration error over ten equal, right-closed bins; confidence 0 is in the first. */
  readonly ece: number;
  /** Largest gap of any bin. */
  readonly mce: number;
  readonly bins: readonly CalibrationBin[];
}

export interface CalibrationBin {
  readonly n: number;
  readonly confidence: number;
  readonly accuracy: number;
}

/** Brier score, log loss (clipped at 1e-15), ECE, MCE and the ten bins. `null` when nothing was judged. @throws RangeError on a confidence outside [0, 1] */
export function calibration(judged: readonly Judged[]): Calibration | null {
  if (judged.length === 0) return null;
  const sums = Array.from({ length: 10 }, () => ({ n: 0, confidence: 0, correct: 0 }));
  let brier = 0;
  let logLoss = 0;
  for (const { confidence, correct } of judged) {
    if (!(confidence >= 0 && confidence <= 1)) throw new RangeError(`a confidence lies in [0, 1], not ${confidence}`);
    const y = Number(correct);
    brier += (confidence - y) ** 2;
    logLoss -= Math.log(Math.min(1 - 1e-15, Math.max(1e-15, correct ? confidence : 1 - confidence)));
    const bin = sums[binOf(confidence)]!;
    bin.n += 1;
    bin.confidence += confidence;
    bin.correct += y;
  }
  const n = judged.length;
  const bins = sums
    .filter((bin) => bin.n > 0)
    .map((bin) => ({ n: bin.n, confidence: bin.confidence / bin.n, accuracy: bin.correct / bin.n }));
  const gaps = bins.map((bin) => Math.abs(bin.accuracy - bin.confidence));
  const ece = bins.reduce((sum, bin, i) => sum + (bin.n / n) * gaps[i]!, 0);
  return { n, brier: brier / n, logLoss: logLoss / n, ece, mce: Math.max(...gaps), bins };
}

/** 0.1 belongs to the first bin, 0.1000001 to the second; a last-bit error of a decimal such as 0.3 does not move it. */
function binOf(confidence: number): number {
  return Math.min(9, Math.max(0, Math.ceil(confidence * 10 - 1e-9) - 1));
}

/** Adaptive calibration error: bins of equal mass, the first ones larger by one when n does not divide. */
export function adaptiveCalibrationError(judged: readonly Judged[], bins: number): number | null {
  if (judged.length < bins || bins < 1) return null;
  const sorted = [...judged].sort((a, b) => a.confidence - b.confidence);
  let error = 0;
  let from = 0;
  for (let i = 0; i < bins; i++) {
    const to = from + Math.floor(sorted.length / bins) + Number(i < sorted.length % bins);
    const part = sorted.slice(from, to);
    const gap = part.reduce((sum, item) => sum + Number(item.correct) - item.confidence, 0);
    error += Math.abs(gap) / sorted.length;
    from = to;
  }
  return error;
}
