import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { Evidence, Plan, Verdict } from "../../../src/core/documents.ts";
import { allowTag } from "../../../src/phi/allow.ts";
import { phiStage } from "../../../src/stages/phi/index.ts";
import { quietRun } from "../../support/flow.ts";
import { type TestRepo, testRepo } from "../../support/repo.ts";

const SALT = "0123456789abcdef0123456789abcdef";
const HEADER = JSON.stringify({ schema: "tunegate/phi-allow@1", salt: SALT });
const DATA = "data/notes.jsonl";
const SIDECAR = `${DATA}.phi-allow.jsonl`;
const RECORD = `${JSON.stringify({ text: "SSN 449-87-4100" })}\n`;
const policy = (phi = ""): string => `version: 1\nphi:\n  scan: ["data/**"]\n${phi}`;
const sidecar = (more: object = {}): string =>
  `${HEADER}\n${JSON.stringify({ rule: "phi.ssn", tag: allowTag(SALT, "phi.ssn", "449-87-4100"), reason: "sample of a manual", by: "octo-lead", ...more })}\n`;

const repos: TestRepo[] = [];
function repoOf(files: Record<string, string>): TestRepo {
  const repo = testRepo({ "README.md": "x\n", ...files });
  repos.push(repo);
  return repo;
}
afterEach(() => {
  for (const repo of repos.splice(0)) repo.remove();
});

interface Told {
  readonly plan: Plan;
  readonly verdict: Verdict;
  /** Rules of the findings of a side. */
  rules(side?: "phi.proposed"): string[];
}

async function run(repo: TestRepo): Promise<Told> {
  const { folder, verdict, plan } = await quietRun(repo.dir, { stages: [phiStage] });
  return {
    plan,
    verdict,
    rules: (side) => {
      const path = join(folder, "evidence", side ?? "phi", "evidence.json");
      return (JSON.parse(readFileSync(path, "utf8")) as Evidence).findings.map(({ rule, severity }) => `${rule} ${severity}`);
    },
  };
}

it("a sidecar in the base covers its file", async () => {
  const repo = repoOf({ ".github/tunegate.yml": policy(), [DATA]: RECORD, [SIDECAR]: sidecar() });
  const { rules, verdict, plan } = await run(repo);
  expect(rules()).toEqual([]);
  expect(verdict.overall).toBe("PASS");
  expect(plan.judging.filter(({ role }) => role === "phi-allow").map(({ path }) => path)).toEqual([SIDECAR]);
});

it("a sidecar that a pull request brings excuses nothing by itself, and can be ratified", async () => {
  const repo = repoOf({ ".github/tunegate.yml": policy(), [DATA]: "{}\n" });
  repo.git("checkout", "-q", "-b", "pr");
  repo.write(DATA, RECORD);
  repo.write(SIDECAR, sidecar());
  repo.commit("data with its own excuse");
  const { rules, verdict, plan } = await run(repo);
  expect(rules()).toEqual(["phi.ssn block"]);
  expect(rules("phi.proposed")).toEqual([]);
  expect(verdict).toMatchObject({ overall: "BLOCK", fails: true, proposed: { fails: false } });
  expect(verdict.ratifiable?.files.map(({ path }) => path)).toEqual([SIDECAR]);
  expect(plan.notes.join()).toContain(SIDECAR);
});

it("a policy can forbid exceptions beside data", async () => {
  const repo = repoOf({ ".github/tunegate.yml": policy("  inline: forbid\n"), [DATA]: RECORD, [SIDECAR]: sidecar() });
  const { rules, verdict, plan } = await run(repo);
  expect(rules()).toEqual(["phi.ssn block", "phi.allow-forbidden info"]);
  expect(verdict.fails).toBe(true);
  expect(plan.judging.filter(({ role }) => role === "phi-allow")).toEqual([]);
});

it("entries end by the later date of base and head, whatever the clock says", async () => {
  const files = { ".github/tunegate.yml": policy(), [DATA]: RECORD, [SIDECAR]: sidecar({ expires: "2031-05-31" }) };
  const at = async (base: string, head: string, later = `${head}T10:00:00Z`): Promise<Told> => {
    process.env.GIT_COMMITTER_DATE = `${base}T10:00:00Z`;
    try {
      const repo = repoOf(files);
      repo.git("checkout", "-q", "-b", "pr");
      process.env.GIT_COMMITTER_DATE = later;
      repo.write("more.txt", "x\n");
      repo.commit("later");
      return await run(repo);
    } finally {
      delete process.env.GIT_COMMITTER_DATE;
    }
  };
  const before = await at("2031-01-01", "2031-05-31");
  expect([before.plan.date, before.rules()]).toEqual(["2031-05-31", []]);
  const after = await at("2031-01-01", "2031-06-01");
  expect([after.plan.date, after.rules()]).toEqual(["2031-06-01", ["phi.ssn block", "phi.allow-expired warn"]]);
  const setBack = await at("2031-06-02", "2020-01-01");
  expect([setBack.plan.date, setBack.rules()]).toEqual(["2031-06-02", ["phi.ssn block", "phi.allow-expired warn"]]);
  // years of five digits, and seconds that no date has, sort before every expiry when they are written as they are
  for (const seconds of ["@253402300800 +0000", "@99999999999999 +0000"]) {
    const far = await at("2031-06-02", "", seconds);
    expect([far.plan.date, far.rules()]).toEqual(["9999-12-31", ["phi.ssn block", "phi.allow-expired warn"]]);
  }
});

it("a broken sidecar of the pull request is its defect, told by line", async () => {
  const repo = repoOf({ ".github/tunegate.yml": policy(), [DATA]: "{}\n" });
  repo.git("checkout", "-q", "-b", "pr");
  repo.write(SIDECAR, `${HEADER}\n{"rule":"phi.ssn"}\n`);
  repo.commit("a sidecar without a reason");
  expect((await run(repo)).rules("phi.proposed")).toEqual(["phi.phi-allow-invalid block"]);
});
