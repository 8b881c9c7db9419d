/** A checkpoint that cannot be deleted: the report says which are gone all the same. */
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SWEEP_FILE, type Sweep } from "../../src/core/sweep.ts";
import type { TestRepo } from "../support/repo.ts";
import { answeringRunner, bystander, rightFor, runSweep, sweepRepo, writeCheckpoint } from "../support/sweep.ts";

// As a disk that refuses does: nothing a test may do as root makes a folder of its own undeletable.
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof import("node:fs/promises")>();
  const rm: typeof real.rm = (path, options) =>
    String(path).endsWith("checkpoint-2") ? Promise.reject(Object.assign(new Error("busy"), { code: "EBUSY" })) : real.rm(path, options);
  return { ...real, rm };
});

let repo: TestRepo;
let outside: string;
beforeEach(() => {
  repo = sweepRepo();
  outside = bystander(repo);
});
afterEach(() => {
  repo.remove();
  rmSync(outside, { recursive: true, force: true });
});

it("reports the checkpoints that were deleted before one could not be", async () => {
  const shares: Record<string, number> = { "checkpoint-2": 0.6, "checkpoint-10": 0.9, "checkpoint-30": 0.8 };
  for (const [at, name] of Object.keys(shares).entries()) writeCheckpoint(repo, name, at + 1);
  const runner = answeringRunner((candidate, arm, question) => rightFor(arm === "base" ? 0.5 : (shares[candidate] ?? 0))(question));
  await expect(runSweep(repo, runner, { keep: 1 })).rejects.toMatchObject({ code: "EBUSY" });
  const report = JSON.parse(readFileSync(join(repo.dir, "out/run", SWEEP_FILE), "utf8")) as Sweep;
  expect(report.pruned).toEqual(["checkpoint-30"]);
  expect(report.selected?.name).toBe("checkpoint-10");
  expect(readdirSync(join(repo.dir, "out/run")).sort()).toEqual(["checkpoint-10", "checkpoint-2", SWEEP_FILE]);
});
