import type { Finding, GateResult, Verdict } from "../core/documents.ts";
import type { RunOutcome } from "../flow/run.ts";
import type { Terminal } from "./terminal.ts";
import { plain } from "./terminal.ts";

const MARKS = { PASS: "ok  ", WARN: "warn", INCONCLUSIVE: "?   ", ERROR: "err ", BLOCK: "STOP" } as const;
const SHOWN = 10;

/** Tells a verdict on a terminal: the word, then each gate that is not PASS with its first places and the fix. */
export function tellVerdict(outcome: RunOutcome, terminal: Terminal): void {
  const { verdict } = outcome;
  terminal.say("");
  terminal.say(
    `${verdict.overall}${verdict.fails ? " (fails)" : ""}${verdict.bootstrap ? " (bootstrap: no policy in the base)" : ""}${verdict.enforce === "enforce" ? "" : ` (enforce: ${verdict.enforce})`}`,
  );
  const [alone, shared] = splitShared(notPassed(verdict));
  for (const gate of alone) tellGate(gate, findingsOf(gate, outcome), terminal);
  for (const gates of shared) tellShared(gates, terminal);
  const passed = verdict.gates.filter((gate) => gate.verdict === "PASS").length;
  terminal.say(`  ${MARKS.PASS} ${passed} of ${verdict.gates.length} gates pass`);
  for (const entry of verdict.deferred) terminal.say(plain(`  ·    ${entry.gate}: ${entry.reason}`));
  for (const note of outcome.plan.notes) terminal.say(plain(`  note ${note}`));
  if (verdict.ratifiable)
    terminal.say(
      plain(
        `  judging files changed (${verdict.ratifiable.files.map((file) => file.path).join(", ")}): an owner can ratify them by digest ${verdict.ratifiable.digest.slice(0, 12)}…`,
      ),
    );
  terminal.say(`  folder ${outcome.folder}`);
}

/** Gates that did not pass, gravest first. */
export function notPassed(verdict: Pick<Verdict, "gates">): readonly GateResult[] {
  const order = ["BLOCK", "ERROR", "INCONCLUSIVE", "WARN"];
  return verdict.gates.filter((gate) => gate.verdict !== "PASS").sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
}

/** Reasons that several gates share, told once: a failed stage fails each of its gates, a stale adapter softens each that judges it. */
const SHARED = new Set(["stage-failed", "stale-adapter", "not-checked"]);

function splitShared(gates: readonly GateResult[]): readonly [readonly GateResult[], readonly (readonly GateResult[])[]] {
  const groups = new Map<string, GateResult[]>();
  for (const gate of gates) {
    const key = SHARED.has(gate.reason)
      ? `${gate.verdict} ${gate.reason} ${gate.reason === "stage-failed" ? gate.stage : ""}`
      : `alone ${gate.id}`;
    groups.set(key, [...(groups.get(key) ?? []), gate]);
  }
  const lists = [...groups.values()];
  return [lists.filter((list) => list.length === 1).flat(), lists.filter((list) => list.length > 1)];
}

function tellShared(gates: readonly GateResult[], terminal: Terminal): void {
  const first = gates.find((gate) => gate.rule === "findings") ?? gates[0]!;
  terminal.say(plain(`  ${MARKS[first.verdict]} ${first.reason}: ${first.note}`));
  terminal.say(plain(`         concerns ${gates.map((gate) => gate.id).join(", ")}`));
}

function tellGate(gate: GateResult, findings: readonly Finding[], terminal: Terminal): void {
  terminal.say(plain(`  ${MARKS[gate.verdict]} ${gate.id} (${gate.reason}): ${gate.note}`));
  for (const finding of findings.slice(0, SHOWN)) {
    const { path, line, record, pointer } = finding.place;
    const where = [
      path,
      line === undefined ? "" : `:${line}`,
      record === undefined ? "" : ` record ${record}`,
      pointer ? ` ${pointer}` : "",
    ].join("");
    terminal.say(plain(`         ${where}: ${finding.message}${finding.shape ? ` [${finding.shape}]` : ""}`));
    terminal.say(plain(`           fix: ${finding.fix}`));
  }
  if (findings.length > SHOWN) terminal.say(`         … and ${findings.length - SHOWN} more in the report`);
}

/** Findings behind a `<stage>.findings` gate, gravest first. */
export function findingsOf(gate: GateResult, outcome: Pick<RunOutcome, "stages">): readonly Finding[] {
  if (gate.rule !== "findings") return [];
  const findings = outcome.stages.get(gate.stage)?.evidence.findings ?? [];
  const rank = { block: 0, warn: 1, info: 2 } as const;
  return findings.filter((finding) => finding.severity !== "info").sort((a, b) => rank[a.severity] - rank[b.severity]);
}
