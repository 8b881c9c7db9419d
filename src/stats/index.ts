/** Intervals, paired tests, agreement, calibration, multiplicity. Pure functions: no clock, no disk, no global random numbers. */
export * from "./agreement.ts";
export * from "./calibration.ts";
export * from "./cluster.ts";
export * from "./correction.ts";
export * from "./multiplicity.ts";
export * from "./noninferiority.ts";
export * from "./paired.ts";
export * from "./prng.ts";
export * from "./proportion.ts";
export { binomialMass, incompleteBeta, logGamma, normalQuantile, studentQuantile } from "./special.ts";
