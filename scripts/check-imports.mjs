// The import direction of docs/architecture.md: `node scripts/check-imports.mjs` fails on an import that runs upward.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const src = join(root, "src");

/** What each room may import besides itself. */
export const MAY_IMPORT = {
  core: [],
  stats: ["core"],
  runner: ["core"],
  phi: ["stats", "runner", "core"],
  safety: ["stats", "runner", "core"],
  policy: ["stats", "runner", "core"],
  stages: ["phi", "safety", "policy", "stats", "runner", "core"],
  verdict: ["stages", "phi", "safety", "policy", "stats", "runner", "core"],
  report: ["verdict", "stages", "phi", "safety", "policy", "stats", "runner", "core"],
  flow: ["report", "verdict", "stages", "phi", "safety", "policy", "stats", "runner", "core"],
  cli: ["flow", "report", "verdict", "stages", "phi", "safety", "policy", "stats", "runner", "core"],
  github: ["flow", "report", "verdict", "stages", "phi", "safety", "policy", "stats", "runner", "core"],
  guard: ["phi", "safety", "stats", "core"],
  review: ["phi", "safety", "stats", "core"],
};

/** One sentence a broken rule. */
export function checkImports(files) {
  const problems = [];
  for (const { path, text } of files) {
    const room = path.split("/")[0];
    for (const [, target] of text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)) {
      if (target.startsWith("@actions/") && room !== "github") problems.push(`src/${path} imports ${target}: only src/github may`);
      if (!target.startsWith(".")) continue;
      const other = join(dirname(path), target).split("/")[0];
      const stage = /^stages\/([^/]+)\//.exec(join(dirname(path), target));
      const own = /^stages\/([^/]+)\//.exec(path);
      if (stage && own && stage[1] !== own[1]) problems.push(`src/${path} imports from stage ${stage[1]}: stages do not know each other`);
      if (other === room || other === "..") continue;
      if (!MAY_IMPORT[room]) problems.push(`src/${path}: room ${room} is unknown to scripts/check-imports.mjs`);
      else if (!MAY_IMPORT[room].includes(other))
        problems.push(`src/${path} imports from ${other}: ${room} may import ${MAY_IMPORT[room].join(", ") || "nothing"}`);
    }
  }
  return problems;
}

function* sources(dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (entry.name.endsWith(".ts")) yield { path: relative(src, path).split("\\").join("/"), text: readFileSync(path, "utf8") };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = checkImports([...sources(src)]);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
