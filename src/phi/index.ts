/** The PHI engine. A Safe Harbor pattern check: it finds what its rules describe and claims nothing about the rest. */

export { type AllowList, parseAllow } from "./allow.ts";
export { allowFindings } from "./allow-report.ts";
export { assertClean } from "./clean.ts";
export type { PhiOptions } from "./options.ts";
export { type FileInput, Scanner } from "./scanner.ts";
