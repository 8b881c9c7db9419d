import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { namesInPath } from "../../src/phi/file-names.ts";
import { Scanner, scanMemory } from "../../src/phi/scanner.ts";

const found = (path: string): string[] => namesInPath(path).map(({ start, end }) => path.slice(start, end));

describe("names in file names", () => {
  it.each([
    ["john_smith.txt", ["john_smith"]],
    ["data/Smith-John-MRN12345.json", ["Smith-John", "12345"]],
    ["note_maria.garcia.md", ["maria.garcia"]],
    ["notes/JohnSmith.pdf", ["JohnSmith"]],
    ["garciaMaria.txt", ["garciaMaria"]],
    ["john_q_smith.md", ["john_q_smith"]],
    ["jose.fernandez.lopez.txt", ["jose.fernandez.lopez"]],
    ["chinedu-okafor.txt", ["chinedu-okafor"]],
    ["patient_garcia.json", ["garcia"]],
    ["mark_brown_discharge.txt", ["mark_brown"]],
    ["labs_olivia_brown.csv", ["olivia_brown"]],
    ["emma-johnson/scan-2.txt", ["emma-johnson"]],
    ["Abe604_Frami345.json", ["Abe604_Frami345"]],
    ["Asa_Hermiston_4384bf23-1dc3-48ca-8c84-89fbaff201ae.json", ["Asa_Hermiston"]],
    ["dob-19800203_labs.csv", ["19800203"]],
  ])("%s", (path, names) => {
    expect(found(path)).toEqual(names);
  });

  it.each([
    "src/stats/clopper-pearson.ts",
    "train_model.py",
    "young_model.py",
    "roberta_base.json",
    "models/roberta-large/config.json",
    "test_case_main.py",
    "kaplan_meier.py",
    "mann-whitney.ts",
    "patient_model.json",
    "patient_notes.jsonl",
    "clamp_max.h",
    "will_grant_access.md",
    "page_read.ts",
    "jackson-core.jar",
    "levenberg_marquardt.c",
    "anderson_darling.py",
    "august_report.csv",
    "black_white.png",
    "hope.md",
    "john.txt",
  ])("leaves %s alone", (path) => {
    expect(found(path)).toEqual([]);
  });

  it("takes the letters of a country in a code for no place", () => {
    const scanner = new Scanner({});
    for (const path of ["dist/chunks/explain-UK6RBVP5.mjs", "run-7UK.json"]) expect(scanner.showPath(path)).toBe(path);
  });

  it("leaves every file of this repository alone", () => {
    const paths = execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n").filter(Boolean);
    expect(paths.length).toBeGreaterThan(300);
    const scanner = new Scanner({});
    expect(paths.filter((path) => scanner.showPath(path) !== path)).toEqual([]);
  });

  it("masks and reports what it finds, and shows it nowhere", async () => {
    const { collector } = await scanMemory(Buffer.from("SSN 449-87-4100\n"), "notes/maria_garcia-MRN12345.txt");
    expect(collector.findings.map(({ rule, severity, place }) => `${rule} ${severity} ${place.path}`)).toEqual([
      "phi.file-name warn notes/aaaaa_aaaaaa-MRN99999.txt",
      "phi.ssn block notes/aaaaa_aaaaaa-MRN99999.txt",
    ]);
    expect(JSON.stringify(collector)).not.toMatch(/maria|garcia|12345/i);
  });
});
