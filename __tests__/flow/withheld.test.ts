import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import { afterEach, expect, it } from "vitest";
import { Fault } from "../../src/core/fault.ts";
import { scanText } from "../../src/report/scan-text.ts";
import { phiStage } from "../../src/stages/phi/index.ts";
import { dataRepo, quietOptions, quietRun, throwingStage } from "../support/flow.ts";
import { type TestRepo, testRepo } from "../support/repo.ts";

let repo: TestRepo | undefined;
afterEach(() => repo?.remove());

it("a file name that was masked withholds nothing", async () => {
  repo = testRepo({
    ".github/tunegate.yml": 'version: 1\nphi:\n  scan: ["data/**"]\n',
    "data/John Smith MRN 12345678.txt": "hello\n",
    "data/SSN 449-87-4100.txt": "hello\n",
  });
  const { withheld, folder } = await quietRun(repo.dir, { stages: [phiStage] });
  expect(withheld).toEqual([]);
  const { runs } = JSON.parse(readFileSync(join(folder, "findings.sarif"), "utf8"));
  const uris = runs[0].results.map(({ locations }: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) =>
    decodeURIComponent(locations[0].physicalLocation.artifactLocation.uri),
  );
  expect(uris).toEqual(["data/Aaaa Aaaaa MRN 99999999.txt", "data/SSN 999-99-9999.txt"]);
});

it("sees a value behind the escapes of an address", () => {
  expect(scanText({ path: "x.sarif", text: '{"uri":"data/SSN%20449%2D87%2D4100.txt"}' })).toBe("data/SSN 449-87-4100.txt");
  expect(scanText({ path: "x.sarif", text: '{"uri":"data/%zz"}' })).toBe("data/%zz");
});

it("says which files were withheld, leaves valid SARIF behind and no line in the index", async () => {
  repo = testRepo(dataRepo());
  const fault = new Fault({ code: "odd", kind: "change", message: "the record says SSN 449-87-4100", place: { path: "data/train.jsonl" } });
  const said: string[] = [];
  const voice = { ...quietOptions(repo.dir).voice, phase: (stage: string, result: string) => said.push(`${stage}: ${result}`) };
  const { withheld, folder } = await quietRun(repo.dir, { stages: [throwingStage("data", fault)], voice });
  expect(withheld).toContain("findings.sarif");
  expect(said.at(-1)).toBe(`report: withheld, because it looks like PHI: ${withheld.join(", ")}`);
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), "utf8"));
  const schema = JSON.parse(readFileSync(new URL("../support/sarif-2.1.0.schema.json", import.meta.url), "utf8"));
  const valid = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
  const sarif = read("findings.sarif");
  expect(valid(sarif), JSON.stringify(valid.errors)).toBe(true);
  expect(sarif.runs[0].results).toBeUndefined();
  expect(sarif.runs[0].invocations[0].toolExecutionNotifications[0].message.text).toMatch(/was withheld/);
  const artifacts: string[] = Object.values(read("health.json").artifacts);
  expect(artifacts.filter((path) => withheld.includes(path))).toEqual([]);
  expect(artifacts).toContain("verdict.json");
  expect(existsSync(join(folder, "seal.json"))).toBe(true);
});
