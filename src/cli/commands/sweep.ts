import { Fault } from "../../core/fault.ts";
import { BASE_ROW, cases, ROOT_ROW, type Sweep, type SweepReason } from "../../core/sweep.ts";
import { sweepFlow } from "../../flow/sweep.ts";
import type { Args } from "../args.ts";
import type { Command } from "../main.ts";
import { absolute, makeRunner, projectDir } from "../setup.ts";
import { plain } from "../terminal.ts";

/** Fewer cases than this decide nothing: at 12, one flipped answer moves a rate by more than a usual margin (handbook training.md §8.4). */
const MIN_N = 50;

const EXIT: Readonly<Record<SweepReason, 0 | 1 | 3>> = {
  selected: 0,
  "base-not-beaten": 1,
  limits: 1,
  "no-candidate": 1,
  "too-few": 3,
  "base-failed": 1,
};

/** `tunegate sweep <folder>`: exit 0 when an adapter is selected, 1 when none deserves it, 3 with too few cases, 4 when we failed. */
export const command: Command = async (args, world) => {
  const dir = projectDir(args, world);
  const cases = args.text("cases");
  const { sweep, path, ourFailure } = await sweepFlow({
    dir,
    folder: absolute(args.positionals[0]!, world),
    suite: args.text("suite"),
    metrics: (args.text("metrics") ?? "").split(",").flatMap((id) => (id.trim() === "" ? [] : [id.trim()])),
    cases: cases === null ? null : absolute(cases, world),
    minN: count(args, "min-n") ?? MIN_N,
    keep: count(args, "prune"),
    runner: makeRunner(args, world, dir),
    log: world.terminal.log("sweep"),
    signal: world.signal,
  });
  if (args.flag("json")) world.terminal.print(JSON.stringify(sweep));
  else world.terminal.print(plain(describe(sweep)));
  for (const line of advice(sweep, path)) world.terminal.say(plain(line));
  return sweep.selected === null && ourFailure ? 4 : EXIT[sweep.reason];
};

/** A whole number from 1 on. @throws Fault `usage` for anything else */
function count(args: Args, name: string): number | null {
  const text = args.text(name);
  if (text === null) return null;
  if (!/^[1-9][0-9]{0,8}$/.test(text))
    throw new Fault({
      code: "flag",
      kind: "usage",
      message: `--${name} takes a whole number from 1 on`,
      fix: "see: tunegate sweep --help",
    });
  return Number(text);
}

/** One line a row, in the order of the ranking. */
function describe(sweep: Sweep): string {
  const value = (row: Sweep["ranked"][number], id: string) => {
    const metric = row.metrics.find((candidate) => candidate.id === id);
    if (metric === undefined || metric.value === null) return `${id} none`;
    return `${id} ${metric.value.toFixed(4)} (${metric.k} of ${metric.n})`;
  };
  return [
    ...sweep.ranked.map((row, at) => `${at + 1}. ${row.name}  ${sweep.order.map((id) => value(row, id)).join("  ")}${paired(row)}`),
    ...sweep.excluded.map(({ name, error }) => `-  ${name}  excluded: ${error}`),
    sweep.note,
    ...(sweep.pruned.length === 0 ? [] : [`deleted: ${sweep.pruned.join(", ")}`]),
  ].join("\n");
}

function paired({ name, against_base: pairs }: Sweep["ranked"][number]): string {
  return name === BASE_ROW || pairs === null ? "" : `  against base: ${pairs.won} won, ${pairs.lost} lost, ${pairs.tied} tied`;
}

function advice({ adapter_root: root, selected, suite }: Sweep, path: string): string[] {
  const lines = [`report: ${path}`];
  if (selected !== null) {
    const folder = selected.name === ROOT_ROW ? root : `${root}/${selected.name}`;
    lines.push(
      `to release it, copy its weights, its configuration and the tokenizer, if it has one of its own, from ${folder} into adapter.path, and the report with them`,
    );
  }
  if (suite.also_gated > 0)
    lines.push(
      `the gate asks ${suite.also_gated} of the ${cases(suite.n)}, too: an adapter that was selected on them looks better there than it is; keep cases apart and name them with --cases`,
    );
  return lines;
}
