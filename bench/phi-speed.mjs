// Speed of the PHI scanner: `node bench/phi-speed.mjs [DATA] [--mb N] [--jobs]`. Whole processes on one pinned core, files made from the corpora of DATA
// (default ../shared/data/phi), ripgrep and V8 with the identifier patterns beside it in the same run. Prints a Markdown table of MB/s and ratios.
import { execFileSync, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const data = process.argv[2]?.startsWith("--") === false ? process.argv[2] : join(root, "../shared/data/phi");
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};
const megabytes = option("--mb", 250);
const runs = option("--runs", 3);
const dir = mkdtempSync(join(tmpdir(), "phi-speed-"));

/** Repeats text until the file has the wanted size. */
function repeated(name, text) {
  const path = join(dir, name);
  const chunk = Buffer.from(text);
  const fd = openSync(path, "w");
  for (let n = 0; n < megabytes * 1e6; n += chunk.length) writeSync(fd, chunk);
  closeSync(fd);
  return path;
}

const pinned = (command, args) => (process.platform === "linux" ? ["taskset", ["-c", "0", command, ...args]] : [command, args]);

/** Best wall time of some runs, seconds; null when the program is not there. */
function best(command, args) {
  let least = null;
  for (let i = 0; i < runs; i++) {
    const [program, list] = pinned(command, args);
    const start = process.hrtime.bigint();
    const done = spawnSync(program, list, { stdio: ["ignore", "ignore", "ignore"], maxBuffer: 1 << 30 });
    if (done.error) return null;
    const took = Number(process.hrtime.bigint() - start) / 1e9;
    least = least === null ? took : Math.min(least, took);
  }
  return least;
}

/** Peak resident set of one run, MB. */
function peak(args) {
  const [program, list] = pinned(process.execPath, args);
  const done = spawnSync(program, list, { encoding: "utf8" });
  return Number(/rss (\d+)/.exec(done.stderr)?.[1] ?? 0) / 1024;
}

async function bundle() {
  const banner = { js: 'import{createRequire as __r}from"node:module";const require=__r(import.meta.url);' };
  const common = { bundle: true, platform: "node", format: "esm", target: "node20", banner, logLevel: "error" };
  await build({ ...common, entryPoints: [join(root, "bench/phi-speed/scan.ts")], outfile: join(dir, "scan.mjs") });
  await build({ ...common, entryPoints: [join(root, "src/phi/worker.ts")], outfile: join(dir, "worker.mjs") });
  return join(dir, "scan.mjs");
}

/** Notes with an identifier about every hundred bytes. */
function dense() {
  const rows = [];
  for (let i = 0; i < 4000; i++) {
    const n = String(1000 + (i % 9000));
    rows.push(
      JSON.stringify({
        id: i,
        text: `Seen on 04/12/20${10 + (i % 14)}, MRN: 00${n}77, call (212) 555-${n} about the refill. DOB 03/0${1 + (i % 9)}/1961, SSN 449-87-${n}; mail p${n}@clinicmail.net. Metformin 500 mg twice a day was continued and tolerated.`,
      }),
    );
  }
  return `${rows.join("\n")}\n`;
}

function corpora() {
  const list = [];
  const add = (name, bar, path) => list.push({ name, bar, path });
  const medquad = join(data, "clean/medquad/medquad.jsonl.gz");
  if (existsSync(medquad)) {
    const text = gunzipSync(readFileSync(medquad));
    add("prose JSONL with names (MedQuAD)", 350, repeated("prose.jsonl", text));
    add("the same in lower case", 200, repeated("lower.jsonl", text.toString("utf8").toLowerCase()));
    add("the same as raw text", 300, repeated("prose.txt", text));
  }
  add("PHI-dense notes", 120, repeated("dense.jsonl", dense()));
  const fhir = join(data, "synthea-fhir");
  if (existsSync(fhir)) {
    const lines = readdirSync(fhir)
      .filter((name) => name.endsWith(".json"))
      .map((name) => JSON.stringify(JSON.parse(readFileSync(join(fhir, name), "utf8"))));
    add("FHIR bundles, JSONL", 100, repeated("fhir.jsonl", `${lines.join("\n")}\n`));
  }
  const logs = join(data, "clean/logs");
  if (existsSync(logs))
    add(
      "training logs",
      300,
      repeated(
        "logs.txt",
        readdirSync(logs)
          .filter((name) => name.endsWith(".txt"))
          .map((name) => readFileSync(join(logs, name), "utf8"))
          .join(""),
      ),
    );
  return list;
}

const scan = await bundle();
const patterns = join(data, "bench-patterns.txt");
const identifiers = join(dir, "patterns.txt");
if (existsSync(patterns)) writeFileSync(identifiers, readFileSync(patterns, "utf8").split("\n").slice(0, 22).join("\n"));
const small = join(dir, "small");
execFileSync("mkdir", ["-p", small]);
for (let i = 0; i < 40; i++) writeFileSync(join(small, `f${i}.py`), "def train(step):\n    return step + 1  # nothing here\n".repeat(500));

const rows = [];
try {
  for (const { name, bar, path } of corpora()) {
    const mb = statSync(path).size / 1e6;
    const ours = best(process.execPath, [scan, path]);
    const rg = existsSync(identifiers) ? best("rg", ["--no-unicode", "--count-matches", "-f", identifiers, path]) : null;
    rows.push([
      name,
      `${(mb / ours).toFixed(0)}`,
      `${bar}`,
      rg === null ? "-" : (mb / rg).toFixed(0),
      rg === null ? "-" : (rg / ours).toFixed(2),
      peak([scan, path]).toFixed(0),
    ]);
    rmSync(path);
  }
  rows.push([`repository of 1 MB, whole process: ${(best(process.execPath, [scan, small]) ?? 0).toFixed(3)} s`, "", "0.25 s", "", "", ""]);
  rows.push([
    `start of the process alone: ${(best(process.execPath, ["-e", "0"]) ?? 0).toFixed(3)} s; with an empty file: ${(best(process.execPath, [scan, "/dev/null"]) ?? 0).toFixed(3)} s`,
    "",
    "",
    "",
    "",
    "",
  ]);
} finally {
  rmSync(dir, { recursive: true, force: true });
}
console.log(
  `Files of ${megabytes} MB, one pinned core, best of ${runs}. rg: ripgrep --no-unicode --count-matches with the 22 identifier patterns.\n`,
);
console.log("| file | MB/s | bar | rg MB/s | times rg | RSS MB |\n| --- | --- | --- | --- | --- | --- |");
for (const row of rows) console.log(`| ${row.join(" | ")} |`);
