// Writes the tables of docs/github.md from action.yml and pr-gate.yml: `node scripts/docs-action.mjs`; with --check it only compares.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const page = join(root, "docs/github.md");
const read = (path) => parse(readFileSync(join(root, path), "utf8"));

const cell = (text) =>
  String(text ?? "")
    .replaceAll("|", "\\|")
    .replace(/\s+/g, " ")
    .trim();
const code = (text) => (cell(text) === "" ? "" : `\`${cell(text)}\``);
const table = (head, rows) => [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const action = read("action.yml");
const { inputs } = read(".github/workflows/pr-gate.yml").on.workflow_call;
const withDefault = (map) =>
  table(
    ["input", "default", "meaning"],
    Object.entries(map).map(([name, input]) => [code(name), code(input.default), cell(input.description)]),
  );
const tables = {
  "inputs of action.yml": withDefault(action.inputs),
  "outputs of action.yml": table(
    ["output", "meaning"],
    Object.entries(action.outputs).map(([name, output]) => [code(name), cell(output.description)]),
  ),
  "inputs of pr-gate.yml": withDefault(inputs),
};

const before = readFileSync(page, "utf8");
let after = before;
for (const [name, text] of Object.entries(tables)) {
  const [start, end] = [`<!-- ${name}: start -->`, `<!-- ${name}: end -->`];
  if (!after.includes(start) || !after.includes(end)) throw new Error(`docs/github.md has no place for the ${name}`);
  after = `${after.slice(0, after.indexOf(start) + start.length)}\n${text}\n${after.slice(after.indexOf(end))}`;
}
if (process.argv.includes("--check")) {
  if (after !== before) {
    console.error("docs/github.md is not what scripts/docs-action.mjs writes: run it and commit");
    process.exitCode = 1;
  }
} else writeFileSync(page, after);
