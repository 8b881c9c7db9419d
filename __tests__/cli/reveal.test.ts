import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { say } from "../support/in-process.ts";

const streams = [process.stdout, process.stderr];
const before = streams.map(({ isTTY }) => isTTY);
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "tunegate-reveal-"));
  writeFileSync(join(dir, "a.txt"), "SSN 449-87-4100\n");
  for (const stream of streams) stream.isTTY = true;
});
afterEach(() => {
  streams.forEach((stream, i) => {
    stream.isTTY = before[i] === true;
  });
  rmSync(dir, { recursive: true, force: true });
});

const reveal = (env: NodeJS.ProcessEnv) => say(dir, ["scan", "a.txt", "--reveal"], env);

it("shows values to a person at a terminal", async () => {
  expect(await reveal({ TERM: "xterm", CI: "" })).toMatchObject({ code: 1, stdout: expect.stringContaining("a.txt:1: 449-87-4100") });
});

it.each([
  ..."CI GITHUB_ACTIONS GITLAB_CI TF_BUILD JENKINS_URL BUILD_NUMBER BUILD_ID TEAMCITY_VERSION BUILDKITE CIRCLECI TRAVIS".split(" "),
  ..."APPVEYOR BITBUCKET_BUILD_NUMBER DRONE CODEBUILD_BUILD_ID bamboo_buildKey PROW_JOB_ID".split(" "),
])("shows none where %s is set, terminal or not", async (name) => {
  const { code, stdout, stderr } = await reveal({ TERM: "xterm", [name]: "1" });
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/works on a terminal only, never in CI/);
  expect(stderr).not.toContain("449-87-4100");
});
