/** The baseline that the example commits is the one that its tree gives. */
import { copyFileSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { parseSmokeBaseline } from "../../../src/core/smoke.ts";
import { BASELINE, example, makeProject, runStage, testRunner } from "./support.ts";

vi.setConfig({ testTimeout: 300_000 });
const committed = join(example, ".github/tunegate/smoke-baseline.json");

it("holds in the tree that it was made for", async () => {
  const project = makeProject();
  copyFileSync(committed, join(project, BASELINE));
  const { gates, rules } = await runStage(project, project, {}, testRunner(project));
  const [entry] = parseSmokeBaseline(readFileSync(committed, "utf8"), "smoke-baseline.json").entries;
  expect(entry?.reason.length).toBeGreaterThan(0);
  expect(rules).toEqual([]);
  expect(Object.values(gates).map(({ rule, verdict, note }) => [rule, verdict, verdict === "PASS" ? "" : note])).toEqual([
    ["repeat", "PASS", ""],
    ["baseline", "PASS", ""],
    ["power", "PASS", ""],
    ["effective", "PASS", ""],
  ]);
  rmSync(project, { recursive: true, force: true });
});
