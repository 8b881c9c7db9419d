import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import { renderJunit } from "../../src/report/junit.ts";
import { code, escapeMarkdown, joinSections } from "../../src/report/markdown.ts";
import { renderMetricsCsv } from "../../src/report/metrics-csv.ts";
import { renderSarif } from "../../src/report/sarif.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { blockedRun, evidence, finding, gate, passedRun, verdict } from "../support/report-input.ts";

const hostile = "data/a|b `x` <img src=x onerror=alert(1)> @octocat [click](https://e.example)\u202e\n::error::x.jsonl";

describe("summary.md", () => {
  it("tells the verdict first, then each reason with place and fix", () => {
    const text = renderSummary(blockedRun());
    expect(text.split("\n")[0]).toBe("# ⛔ tunegate: BLOCK");
    const order = [
      "This change must not be merged",
      "## Why",
      "phi.findings",
      "data/train.jsonl:12",
      "remove the record",
      "## What was checked",
    ];
    const at = order.map((part) => text.indexOf(part));
    expect(at.every((index) => index >= 0)).toBe(true);
    expect([...at].sort((a, b) => a - b)).toEqual(at);
    expect(text).toContain("236 cases would settle it");
    expect(text).toContain("```mermaid");
  });

  it("says when nothing speaks against a change", () => {
    const text = renderSummary(passedRun());
    expect(text).toContain("tunegate: PASS");
    expect(text).not.toContain("## Why");
  });

  it("tells a planned stage without evidence apart from one that was not planned", () => {
    const run = blockedRun();
    const text = renderSummary({ ...run, evidence: new Map([...run.evidence].filter(([id]) => id !== "smoke")) });
    expect(text).toMatch(/Training \(`smoke`\) \| ❌ planned, no evidence/);
    expect(text).toMatch(/Data audit \(`audit`\) \| – not planned/);
  });

  it("cuts at section borders and names what was left out", () => {
    const text = renderSummary(blockedRun(), { limitBytes: 3000, pointer: "See the report." });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(3000);
    expect(text).toContain("_Left out for length: ");
    expect(text).toContain("See the report.");
    expect(text.startsWith("# ⛔ tunegate: BLOCK")).toBe(true);
  });

  it("keeps the limit with very many gates and findings", () => {
    const run = blockedRun();
    const gates = Array.from({ length: 20_000 }, (_, index) => gate(`eval.metric${index}.floor`, { verdict: "BLOCK", fails: true }));
    const text = renderSummary({ ...run, verdict: verdict(gates) });
    expect(Buffer.byteLength(text)).toBeLessThan(900 * 1024);
    expect(text).toContain("19950 more gates");
  });

  it("keeps text of a pull request from becoming markup", () => {
    const run = blockedRun();
    const text = renderSummary({
      ...run,
      evidence: new Map([["phi", evidence("phi", { findings: [finding("phi.ssn", hostile)], reason: "see <b>@team</b> [x](http://e)" })]]),
    });
    expect(text).not.toContain("\u202e");
    const outside = text.replace(/(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, "");
    expect(outside).not.toContain("<img");
    expect(outside).not.toMatch(/@team|@octocat/);
    expect(outside).not.toContain("](http");
    for (const row of text.split("\n").filter((line) => line.includes("a\\|b") && line.startsWith("|"))) {
      expect(row.replaceAll("\\|", "").split("|")).toHaveLength(7);
    }
  });
});

describe("markdown", () => {
  it("fences code with more backticks than it holds", () => {
    expect(code("a`b``c")).toBe("```a`b``c```");
    expect(code("`x")).toBe("`` `x ``");
  });

  it("escapes what Markdown would read", () => {
    expect(escapeMarkdown("*a* _b_ <c> # d")).toBe("\\*a\\* \\_b\\_ &lt;c&gt; \\# d");
  });

  it("cuts a first section at a line when it alone is too long", () => {
    const text = joinSections([{ title: "one", text: "line\n".repeat(1000) }], 1000, "More elsewhere.");
    expect(Buffer.byteLength(text)).toBeLessThan(1000);
    expect(text.endsWith("line\n")).toBe(true);
  });
});

describe("metrics.csv", () => {
  it("has a header and one row a metric, sorted", () => {
    const lines = renderMetricsCsv(blockedRun()).trimEnd().split("\n");
    expect(lines[0]).toBe("stage,id,kind,better,value,k,n,lower,upper,level,method");
    expect(lines[1]).toMatch(/^eval,triage\.accuracy,rate,higher,0\.94,752,800,0\.9,1,0\.95,clopper-pearson$/);
    expect(lines).toHaveLength(3);
  });

  it("leaves an absent number empty and disarms formulas", () => {
    const metric = {
      id: "=1+1",
      kind: "score",
      better: "higher",
      value: null,
      k: null,
      n: 0,
      lower: null,
      upper: null,
      level: 0.95,
      method: 'a,"b"',
    } as const;
    const text = renderMetricsCsv({ evidence: new Map([["eval", evidence("eval", { metrics: [metric] })]]) });
    expect(text.split("\n")[1]).toBe(`eval,'=1+1,score,higher,,,0,,,0.95,"a,""b"""`);
  });
});

describe("findings.sarif", () => {
  const schema = JSON.parse(readFileSync(new URL("../support/sarif-2.1.0.schema.json", import.meta.url), "utf8")) as object;
  const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

  it.each([
    ["blocked", blockedRun()],
    ["passed", passedRun()],
    [
      "hostile path",
      { ...blockedRun(), evidence: new Map([["phi", evidence("phi", { findings: [finding("phi.ssn", hostile)] })]]) as never },
    ],
    [
      "no path",
      {
        ...blockedRun(),
        evidence: new Map([["smoke", evidence("smoke", { findings: [finding("smoke.exit", "", { place: { path: "" } })] })]]) as never,
      },
    ],
  ])("validates against the published schema: %s", (_, run) => {
    expect(validate(JSON.parse(renderSarif(run))) || validate.errors).toBe(true);
  });

  it("fails validation when a required member is gone, so the schema is really applied", () => {
    const log = JSON.parse(renderSarif(blockedRun()));
    delete log.runs[0].tool.driver.name;
    expect(validate(log)).toBe(false);
  });

  it("puts blocks first, below the project root, with a stable fingerprint", () => {
    const run = blockedRun();
    const log = JSON.parse(renderSarif({ ...run, plan: { ...run.plan, root: "ml/triage" } }));
    const [first, second] = log.runs[0].results;
    expect(first.level).toBe("error");
    expect(second.level).toBe("warning");
    expect(first.locations[0].physicalLocation.artifactLocation.uri).toBe("ml/triage/data/train.jsonl");
    expect(first.locations[0].physicalLocation.region.startLine).toBe(12);
    expect(first.partialFingerprints["tunegateFingerprint/v1"]).toMatch(/^[0-9a-f]{64}$/);
    expect(log.runs[0].tool.driver.rules[first.ruleIndex].id).toBe("phi.ssn");
  });

  it("keeps to 25,000 results and says how many are left out", () => {
    const run = blockedRun();
    const many = Array.from({ length: 25_003 }, (_, index) => finding("phi.ssn", `data/${index}.jsonl`));
    const log = JSON.parse(renderSarif({ ...run, evidence: new Map([["phi", evidence("phi", { findings: many })]]) }));
    expect(log.runs[0].results).toHaveLength(25_000);
    expect(JSON.stringify(log.runs[0].invocations)).toContain("3 findings left out");
  });
});

describe("junit.xml", () => {
  it("is well-formed and counts failures", () => {
    const text = renderJunit(blockedRun());
    expect(XMLValidator.validate(text)).toBe(true);
    const parsed = new XMLParser({ ignoreAttributes: false }).parse(text);
    expect(parsed.testsuites["@_failures"]).toBe("3");
    expect(parsed.testsuites["@_tests"]).toBe("7");
    expect(text).toContain('<skipped message="no audit in the policy"/>');
  });

  it("makes an ERROR gate an error and a mild one no failure", () => {
    const run = blockedRun();
    const gates = [
      gate("smoke.findings", { verdict: "ERROR", reason: "stage-failed", fails: true }),
      gate("phi.findings", { verdict: "WARN", reason: "finding" }),
    ];
    const text = renderJunit({ ...run, verdict: verdict(gates) });
    expect(text).toContain('failures="0" errors="1"');
    expect(text).toContain("<system-out>WARN");
  });

  it("stays well-formed with hostile text", () => {
    const run = blockedRun();
    const text = renderJunit({
      ...run,
      verdict: verdict([gate("phi.findings", { verdict: "BLOCK", fails: true, note: `]]> ${hostile}\u0000` })]),
    });
    expect(XMLValidator.validate(text)).toBe(true);
  });
});
