import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { listFiles, runScan } from "../../src/phi/index.ts";

const example = fileURLToPath(new URL("../../examples/clinical-triage", import.meta.url));
/** Folders that hold planted identifiers on purpose: the bad pull request and the script that makes it. */
const PLANTED = /^(?:patches|scripts)\//;

const scanText = async (path: string, text: string) => {
  const { scanMemory } = await import("../../src/phi/scanner.ts");
  return (await scanMemory(new TextEncoder().encode(text), path)).collector.findings.map((finding) => finding.rule);
};

describe("the project's own example", () => {
  it("has no finding in data, cases, answers, models, manifests, baselines and code", async () => {
    const files = listFiles(example, [example]).filter(({ path }) => !PLANTED.test(path));
    expect(files.length).toBeGreaterThan(30);
    const { findings } = await runScan({ files, options: {} });
    expect(findings.map(({ rule, place, shape }) => `${rule} ${place.path}:${place.line} ${place.pointer ?? ""} ${shape}`)).toEqual([]);
  });

  it("has findings where they were planted", async () => {
    const files = listFiles(example, [example]).filter(({ path }) => path.startsWith("patches/bad-1"));
    const { findings } = await runScan({ files, options: {} });
    expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(["phi.ssn", "phi.mrn", "phi.phone"]));
  });
});

describe("noise by place", () => {
  it.each([
    ["a.jsonl", '{"rater": "r1", "confidence": null, "case": "c-008"}\n'],
    ["a.json", '{"peft_type": "LORA", "teacher": null, "steps": null}'],
    ["requirements.txt", "nvidia-cublas==12.1.3.1\ntorch==2024.11.05\n"],
    [
      "data.manifest.yml",
      "schema: tunegate/manifest@1\nlicense: Apache-2.0\ndeid_method: {tool: none, version: '1', date: '2026-11-21'}\ndate: '2026-11-21'\n",
    ],
    ["tokenizer.json", '{"model": {"vocab": {"Maria": 17, "mrn": 4321, "Boston": 99}}}'],
    ["LICENSE.txt", "license: Apache-2.0\n"],
  ])("%s: nothing", async (path, text) => expect(await scanText(path, text)).toEqual([]));

  it.each([
    ["a.jsonl", '{"patient": "Maria Gonzalez", "case": "20240012345"}\n', "phi.name"],
    ["notes.yml", "date: '2026-11-21'\npatient: Maria Gonzalez, MRN 00412345\n", "phi.mrn"],
    ["data.manifest.yml", "schema: tunegate/manifest@1\nsource: export of MRN 00412345\n", "phi.mrn"],
    ["log.txt", "connection from 203.0.113.77 for MRN 00412345\n", "phi.mrn"],
    ["tokenizer.json", '{"added": "mail jane.roe@northclinic.net"}', "phi.email"],
  ])("%s: still %s", async (path, text, rule) => expect(await scanText(path, text)).toContain(rule));
});

describe("names of files", () => {
  it("are no patient data when they say what a file is", async () => {
    for (const name of ["phi.json", "files.json", "train.jsonl", "data/eval_v2.csv", "chat_template.jinja", "notes-2024.md"]) {
      expect(await scanText(name, "the cough is better\n"), name).toEqual([]);
    }
  });

  it("are when they hold an identifier", async () => {
    expect(await scanText("notes/536-22-8726.txt", "the cough is better\n")).toEqual(["phi.file-name"]);
    expect(await scanText("notes/Maria Gonzalez.txt", "the cough is better\n")).toEqual(["phi.file-name"]);
  });
});
