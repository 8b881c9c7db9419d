import type { Table } from "./table.ts";
export function ownCorpus(_table: Table): void {}
