/** Names and places of the PHI scanner: tables for the kernel, and the tagger over one string. */
export { type FindOptions, findNames, installTables } from "./find.ts";
export type { NameSpan, NameTables } from "./interface.ts";
export { digestOfNames, loadNameTables } from "./tables.ts";
