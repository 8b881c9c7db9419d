import { describe, expect, it } from "vitest";
import { annotations } from "../../src/report/annotations.ts";
import { commentMarker, readState, renderComment } from "../../src/report/comment.ts";
import { statusLine } from "../../src/report/status.ts";
import { blockedRun, evidence, finding, gate, passedRun, plan, verdict } from "../support/report-input.ts";

const links = { report: "https://github.com/o/r/actions/runs/1/artifacts/2", run: "https://github.com/o/r/actions/runs/1" };

describe("annotations", () => {
  it("stay within eight of a level and one notice, and count the rest", () => {
    const many = Array.from({ length: 60 }, (_, index) =>
      finding("phi.ssn", `data/${index}.jsonl`, { severity: index % 2 ? "warn" : "block" }),
    );
    const run = { ...blockedRun(), evidence: new Map([["phi" as const, evidence("phi", { findings: many })]]) };
    const all = annotations(run);
    const count = (level: string): number => all.filter((one) => one.level === level).length;
    expect([count("error"), count("warning"), count("notice")]).toEqual([8, 8, 1]);
    const shown = all.filter((one) => one.path).length;
    expect(all.at(-1)?.message).toContain(`${60 - shown} more places`);
  });

  it("put files of the change first and paths below the git root", () => {
    const run = blockedRun();
    const found = [finding("phi.ssn", "a/old.jsonl"), finding("phi.ssn", "z/new.jsonl")];
    const all = annotations({
      ...run,
      verdict: verdict([]),
      plan: plan({ root: "ml", changed: [{ path: "z/new.jsonl", status: "added" }] }),
      evidence: new Map([["phi", evidence("phi", { findings: found })]]),
    });
    expect(all.map((one) => one.path)).toEqual(["ml/z/new.jsonl", "ml/a/old.jsonl"]);
  });

  it("join findings of one line, and tell failing gates that have no line", () => {
    const all = annotations({
      ...blockedRun(),
      evidence: new Map([["phi", evidence("phi", { findings: [finding("phi.ssn", "a"), finding("phi.mrn", "a")] })]]),
    });
    expect(all.find((one) => one.path)?.message).toContain("1 more finding on this line");
    expect(all.find((one) => one.title === "tunegate: smoke.baseline")?.level).toBe("error");
    expect(all.some((one) => one.title === "tunegate: phi.findings")).toBe(false);
  });

  it("say nothing when all passed", () => {
    expect(annotations(passedRun())).toEqual([]);
  });
});

describe("comment", () => {
  it("tells verdict, at most five reasons with place and fix, and links", () => {
    const body = renderComment({ report: blockedRun(), links, previous: null, degraded: [] });
    expect(body.startsWith(commentMarker("."))).toBe(true);
    expect(body).toContain("tunegate: BLOCK");
    expect(body).toContain("`data/train.jsonl:12`");
    expect(body).toContain("[Open the report](https://github.com/o/r/actions/runs/1/artifacts/2)");
    const gates = Array.from({ length: 9 }, (_, index) => gate(`eval.m${index}.floor`, { verdict: "BLOCK", fails: true }));
    expect(renderComment({ report: { ...blockedRun(), verdict: verdict(gates) }, links, previous: null, degraded: [] })).toContain(
      "and 4 more reasons",
    );
  });

  it("remembers its state and tells what changed since the last push", () => {
    const first = renderComment({ report: blockedRun(), links, previous: null, degraded: [] });
    const previous = readState(first);
    expect(previous?.gates["phi.findings"]).toBe("BLOCK");
    const next = passedRun();
    const second = renderComment({
      report: { ...next, plan: plan({ head: { ...next.plan.head, commit: "f".repeat(40) } }) },
      links,
      previous,
      degraded: [],
    });
    expect(second).toContain("### Since the last push");
    expect(second).toContain("BLOCK → **PASS**");
    expect(second).toContain("`phi.findings`: BLOCK → PASS");
  });

  it("takes no state that it did not write", () => {
    for (const forged of [
      '<!-- tunegate:state {"head":"zz","overall":"PASS","gates":{}} -->',
      '<!-- tunegate:state {"head":"abcdef1","overall":"GREAT","gates":{}} -->',
      '<!-- tunegate:state {"head":"abcdef1","overall":"PASS","gates":{"<b>":"BLOCK"}} -->',
      "<!-- tunegate:state {nonsense} -->",
      "no state",
    ]) {
      expect(readState(forged)).toBeNull();
    }
  });

  it("stays under GitHub's limit", () => {
    const gates = Array.from({ length: 400 }, (_, index) =>
      gate(`eval.m${index}.floor`, { verdict: "BLOCK", fails: true, note: "x".repeat(500) }),
    );
    const body = renderComment({ report: { ...blockedRun(), verdict: verdict(gates) }, links, previous: null, degraded: [] });
    expect(body.length).toBeLessThan(65_536);
  });
});

describe("status line", () => {
  it("names verdict and first reason within 140 characters", () => {
    expect(statusLine(blockedRun().verdict)).toBe("BLOCK: phi.findings, defects found (+3)");
    expect(statusLine(passedRun().verdict)).toMatch(/^PASS: /);
    const long = statusLine(verdict([gate(`eval.${"m".repeat(300)}.floor`, { verdict: "BLOCK", fails: true })]));
    expect(long.length).toBeLessThanOrEqual(140);
  });
});
