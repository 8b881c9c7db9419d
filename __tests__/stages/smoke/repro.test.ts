import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { WorkTree } from "../../../src/core/work-tree.ts";
import { checkRepro, collectReproFiles, type ReproFiles } from "../../../src/stages/smoke/repro.ts";
import { example } from "./support.ts";

const digest = "a".repeat(64);
const good: ReproFiles = {
  dockerfiles: [
    {
      path: "Dockerfile",
      text: `FROM nvidia/cuda:13.0.2-base@sha256:${digest}\nRUN pip install --require-hashes \\\n    -r requirements.lock\n`,
    },
  ],
  locks: [
    {
      path: "requirements.lock",
      text: ["torch", "transformers", "peft", "accelerate", "tokenizers"]
        .map((name) => `${name}==1.0 \\\n    --hash=sha256:${digest}\n`)
        .join(""),
    },
  ],
  scripts: [
    {
      path: "run_repro.sh",
      text: "#!/bin/bash\nset -euo pipefail\nexport PYTHONHASHSEED=0\nexport CUBLAS_WORKSPACE_CONFIG=:4096:8\npython train.py --seed 42\n",
    },
  ],
  configs: new Map(),
};
const rules = (files: ReproFiles): string[] => checkRepro(files).map(({ rule }) => rule);
const docker = (text: string): ReproFiles => ({ ...good, dockerfiles: [{ path: "Dockerfile", text }] });
const lock = (change: (text: string) => string): ReproFiles => ({
  ...good,
  locks: [{ path: "requirements.lock", text: change(good.locks[0]!.text) }],
});
const script = (change: (text: string) => string): ReproFiles => ({
  ...good,
  scripts: [{ path: "run_repro.sh", text: change(good.scripts[0]!.text) }],
});

describe("repro check", () => {
  it("finds nothing in files that keep the checklist", () => expect(checkRepro(good)).toEqual([]));

  it.each<[string, ReproFiles, string]>([
    ["a base image by tag", docker("FROM python:3.11-slim\n"), "repro.image-by-tag"],
    ["an unpinned package in an image", docker(`FROM a@sha256:${digest}\nRUN pip install torch==2.13.0 peft\n`), "repro.floating-install"],
    ["an install without hashes", docker(`FROM a@sha256:${digest}\nRUN pip install -r requirements.lock\n`), "repro.no-hashes"],
    ["a range", lock((text) => `${text}numpy>=2\n`), "repro.floating-version"],
    ["a name alone", lock((text) => `${text}numpy\n`), "repro.floating-version"],
    ["a wildcard", lock((text) => `${text}numpy==2.*\n`), "repro.floating-version"],
    ["a git branch", lock((text) => `${text}x @ git+https://example.org/x@main\n`), "repro.floating-version"],
    ["an editable install", lock((text) => `${text}-e .\n`), "repro.floating-version"],
    ["a package without hash", lock((text) => `${text}numpy==2.4.6\n`), "repro.no-hashes"],
    ["a missing pin", lock((text) => text.replace("peft==1.0", "other==1.0")), "repro.unpinned-package"],
    [
      "versions that do not go together",
      lock((text) => text.replace("transformers==1.0", "transformers==5.1.0").replace("peft==1.0", "trl==0.18.0")),
      "repro.inconsistent-set",
    ],
    ["a script that goes on", script((text) => text.replace("set -euo pipefail", "set -e")), "repro.no-strict-mode"],
    [
      "a hash seed set too late",
      script((text) => `${text.replace("export PYTHONHASHSEED=0\n", "")}export PYTHONHASHSEED=0\n`),
      "repro.flag-too-late",
    ],
    ["no workspace setting", script((text) => text.replace("export CUBLAS_WORKSPACE_CONFIG=:4096:8\n", "")), "repro.flag-too-late"],
    ["a swallowed error", script((text) => text.replace("--seed 42", "--seed 42 || true")), "repro.swallowed-error"],
    ["no seed", script((text) => text.replace(" --seed 42", "")), "repro.no-seed"],
    ["no training", script((text) => text.replace("python train.py --seed 42", "echo --seed 42")), "repro.no-training"],
    ["no lock", { ...good, locks: [] }, "repro.no-lock"],
    ["no Dockerfile", { ...good, dockerfiles: [] }, "repro.no-dockerfile"],
    ["no script", { ...good, scripts: [] }, "repro.no-script"],
  ])("sees %s", (_name, files, rule) => {
    expect(rules(files)).toContain(rule);
  });

  it.each<[string, ReproFiles]>([
    ["a stage of the same file as base", docker(`FROM a@sha256:${digest} AS build\nFROM build\n`)],
    [
      "flags set in the image",
      {
        ...script((text) => text.replace("export PYTHONHASHSEED=0\n", "")),
        dockerfiles: [{ path: "Dockerfile", text: `FROM a@sha256:${digest}\nENV PYTHONHASHSEED=0\n` }],
      },
    ],
    ["a git commit", lock((text) => `${text}x @ git+https://example.org/x@${"b".repeat(40)}\n`)],
    [
      "a seed in the named configuration",
      { ...script((text) => text.replace("--seed 42", "--config configs/a.yml")), configs: new Map([["configs/a.yml", "seed: 7\n"]]) },
    ],
  ])("accepts %s", (_name, files) => {
    expect(rules(files)).toEqual([]);
  });

  it("names file and line", () => {
    expect(checkRepro(script((text) => text.replace("--seed 42", "--seed 42 || true")))[0]?.place).toEqual({
      path: "run_repro.sh",
      line: 5,
    });
  });
});

describe("the example's own files", () => {
  let files: ReproFiles;
  beforeAll(async () => {
    const paths = ["repro/Dockerfile", "repro/requirements.lock", "repro/run_repro.sh", "configs/lora.yml"];
    expect(paths.every((path) => existsSync(join(example, path)))).toBe(true);
    files = await collectReproFiles((await WorkTree.create(example, paths, [])).tree);
  });

  it("keep the checklist", () => expect(checkRepro(files)).toEqual([]));

  it("pin what requirements.txt asks for", () => {
    const wanted = readFileSync(join(example, "requirements.txt"), "utf8")
      .split("\n")
      .filter((line) => line.includes("=="));
    const have = files.locks[0]!.text.toLowerCase().replaceAll("-", "_");
    for (const line of wanted) expect(have).toContain(line.trim().toLowerCase().replaceAll("-", "_"));
  });
});
