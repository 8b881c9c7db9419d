/** The printed table: set, measure, value, bar, whether it holds. */
export interface Row {
  set: string;
  measure: string;
  value: number;
  relation: ">=" | "<=";
  bar: number | null;
  note: string;
}
export type Table = Row[];

export function row(table: Table, set: string, measure: string, value: number, relation: ">=" | "<=", bar: number | null, note = ""): void {
  table.push({ set, measure, value, relation, bar, note });
}

/** A row of the half that nobody tuned on, with the other half in its note. */
export function halves(
  table: Table,
  set: string,
  measure: string,
  values: { tuning: number; reported: number },
  relation: ">=" | "<=",
  bar: number | null,
  note = "",
): void {
  row(table, set, measure, values.reported, relation, bar, [`tuning half ${values.tuning.toFixed(3)}`, note].filter(Boolean).join("; "));
}

const holds = (r: Row): string => (r.bar === null ? "-" : (r.relation === ">=" ? r.value >= r.bar : r.value <= r.bar) ? "yes" : "NO");

export function print(table: Table): void {
  console.log("| set | measure | value | bar | holds | note |\n| --- | --- | --- | --- | --- | --- |");
  for (const r of table) {
    const bar = r.bar === null ? "" : `${r.relation} ${+r.bar.toFixed(3)}`;
    console.log(`| ${r.set} | ${r.measure} | ${r.value.toFixed(3)} | ${bar} | ${holds(r)} | ${r.note} |`);
  }
}
