// Speed of the PHI scanner, whole processes: `node bench/phi-speed.mjs [DATA] [--only LIST] [--mb N] [--runs N] [--presidio PYTHON]`.
// DATA holds the corpora (default ../shared/data/phi). --only takes some of prose, lower, raw, dense, notes, fhir, logs, parquet, small, cores, hostile,
// presidio. Files of --mb megabytes (default 1000) on one pinned core, the best of --runs (default 3). In the same run: ripgrep and V8 with the 22
// identifier patterns, and Presidio's pattern recognizers where PYTHON (default python3) has it. Prints Markdown.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { corpora, HOSTILE, repeated, smallRepository } from "./phi-speed/corpora.mjs";
import { best, cores, rss } from "./phi-speed/measure.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const data = process.argv[2]?.startsWith("--") === false ? process.argv[2] : join(root, "../shared/data/phi");
const option = (name, fallback) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? fallback : process.argv[at + 1];
};
const megabytes = Number(option("--mb", 1000));
const runs = Number(option("--runs", 3));
const only = option("--only", null)?.split(",") ?? null;
const wanted = (id) => only === null || only.includes(id);
/** What two cores share, and the largest hostile file. */
const CORES_MB = 1000;
const HOSTILE_MB = 50;
/** V8 and Presidio are so slow that they get a part of a file. */
const V8_MB = 20;
const PRESIDIO_MB = 0.3;

const dir = mkdtempSync(join(tmpdir(), "phi-speed-"));
const node = process.execPath;

async function bundle() {
  const banner = { js: 'import{createRequire as __r}from"node:module";const require=__r(import.meta.url);' };
  const common = { bundle: true, platform: "node", format: "esm", target: "node20", banner, logLevel: "error", minify: true };
  await build({ ...common, entryPoints: [join(root, "bench/phi-speed/scan.ts")], outfile: join(dir, "scan.mjs") });
  await build({ ...common, entryPoints: [join(root, "src/phi/worker.ts")], outfile: join(dir, "worker.mjs") });
  return join(dir, "scan.mjs");
}

const scan = await bundle();
const patterns = join(dir, "patterns.txt");
const hasPatterns = existsSync(join(data, "bench-patterns.txt"));
if (hasPatterns) writeFileSync(patterns, readFileSync(join(data, "bench-patterns.txt"), "utf8").split("\n").slice(0, 22).join("\n"));

/** What a process costs before the first megabyte: start, tables, kernel, a few lines of prose. */
function fixedCost() {
  const path = repeated(join(dir, "fixed.jsonl"), '{"text":"Patient name: John Smith, SSN 449-87-4100, seen on 04/12/2023."}\n', 1000);
  return best(Math.max(runs, 3), node, [scan, path]).seconds;
}

const rate = (mb, seconds) => (seconds > 0 ? (mb / seconds).toFixed(0) : "-");
const ratio = (a, b) => (a / b).toFixed(2);
const line = (cells) => console.log(`| ${cells.join(" | ")} |`);
const header = (cells) => {
  line(cells);
  line(cells.map(() => "---"));
};

function speedTable(fixed) {
  const list = corpora(data).filter(({ id }) => wanted(id));
  if (list.length === 0) return;
  header(["file", "MB/s", "bar", "without fixed cost", "rg MB/s", "times rg", "V8 MB/s", "times V8", "RSS MB"]);
  for (const { name, bar, ending, rg: comparable, make } of list) {
    const path = make(join(dir, `file.${ending}`), megabytes * 1e6);
    const ours = best(runs, node, [scan, path]);
    // Parquet counts by its text, not by its compressed bytes.
    const mb = (comparable ? statSync(path).size : JSON.parse(ours.stdout).bytes) / 1e6;
    const speed = mb / ours.seconds;
    const rg =
      comparable && hasPatterns ? best(runs, "rg", ["--no-unicode", "--count-matches", "-f", patterns, path], { good: [0, 1] }) : null;
    const v8 = comparable && hasPatterns ? v8Speed(path, mb) : null;
    line([
      name,
      speed.toFixed(0),
      bar ?? "-",
      rate(mb, ours.seconds - fixed),
      rg === null ? "-" : rate(mb, rg.seconds),
      rg === null ? "-" : ratio(rg.seconds, ours.seconds),
      v8 === null ? "-" : v8.toFixed(0),
      v8 === null ? "-" : ratio(speed, v8),
      rss(ours).toFixed(0),
    ]);
    rmSync(path);
  }
}

/** MB/s of V8 over a part of the file, whole process. */
function v8Speed(path, mb) {
  const part = join(dir, "part");
  const bytes = Math.min(mb, V8_MB) * 1e6;
  writeFileSync(part, readFileSync(path).subarray(0, bytes));
  const timed = best(1, node, [join(root, "bench/phi-speed/v8.mjs"), patterns, part]);
  rmSync(part);
  return timed === null ? null : bytes / 1e6 / timed.seconds;
}

function smallTable() {
  const folder = smallRepository(join(dir, "small"));
  const time = best(Math.max(runs, 5), node, [scan, folder]).seconds;
  console.log(`\nRepository of 1 MB, whole process: ${time.toFixed(3)} s (bar 0.25 s).`);
}

/** One core against two; one thread that may use both (JIT, GC) between. */
function coresTable() {
  if (cores < 2) {
    console.log("\nOne core against two: this machine has one core.");
    return;
  }
  const prose = corpora(data).find(({ id }) => id === "prose") ?? corpora(data)[0];
  const path = prose.make(join(dir, "large.jsonl"), CORES_MB * 1e6);
  const mb = statSync(path).size / 1e6;
  console.log(`\n${prose.name}, ${mb.toFixed(0)} MB:\n`);
  header(["how", "seconds", "MB/s", "times one core", "RSS MB"]);
  const one = best(runs, node, [scan, path, "1"]);
  for (const [how, timed] of [
    ["one core", one],
    ["one thread, two cores", best(runs, node, [scan, path, "1"], { cores: "0,1" })],
    ["`--jobs 2`, two cores", best(runs, node, [scan, path, "2"], { cores: "0,1" })],
  ])
    line([how, timed.seconds.toFixed(2), rate(mb, timed.seconds), ratio(one.seconds, timed.seconds), rss(timed).toFixed(0)]);
  console.log("\nBar: 1.5 times one core with two.");
  rmSync(path);
}

/** Time per MB at three sizes; flat or falling means linear. */
function hostileTable(fixed) {
  const sizes = [HOSTILE_MB / 4, HOSTILE_MB / 2, HOSTILE_MB];
  console.log("\nHostile input, ms per MB, fixed cost subtracted (growth: the last over the middle one; linear stays near 1):\n");
  header(["input", ...sizes.map((size) => `${size} MB`), "growth", "RSS MB"]);
  for (const [name, ending, unit] of HOSTILE) {
    const cells = [];
    let timed = null;
    for (const size of sizes) {
      const path = repeated(join(dir, `hostile.${ending}`), unit.repeat(Math.ceil(65_536 / unit.length)), size * 1e6);
      timed = best(1, node, [scan, path]);
      cells.push(timed === null ? Number.POSITIVE_INFINITY : (Math.max(0, timed.seconds - fixed) * 1000) / (statSync(path).size / 1e6));
      rmSync(path);
      if (timed === null) break;
    }
    if (timed === null) {
      line([`\`${name}\``, ...cells.map((ms) => (Number.isFinite(ms) ? ms.toFixed(1) : "over five minutes")), "", "", ""].slice(0, 6));
      continue;
    }
    line([`\`${name}\``, ...cells.map((ms) => ms.toFixed(1)), cells[1] > 0.05 ? ratio(cells[2], cells[1]) : "-", rss(timed).toFixed(0)]);
  }
}

function presidioTable() {
  const python = option("--presidio", "python3");
  const prose = corpora(data).find(({ id }) => id === "prose");
  if (!prose) {
    console.log("\nPresidio: no prose corpus to compare on.");
    return;
  }
  const path = prose.make(join(dir, "presidio.jsonl"), 20e6);
  const timed = best(1, python, [join(root, "bench/phi-speed/presidio.py"), path, String(PRESIDIO_MB * 1e6)]);
  if (timed === null)
    console.log(`\nPresidio: ${python} has no presidio-analyzer; name one that has with --presidio (pip install presidio-analyzer).`);
  else {
    const { bytes, seconds } = JSON.parse(timed.stdout);
    const ours = best(runs, node, [scan, path]);
    const [theirs, here] = [bytes / 1e6 / seconds, statSync(path).size / 1e6 / ours.seconds];
    console.log(
      `\nPresidio, pattern recognizers on a blank English pipeline, start-up left out: ${theirs.toFixed(2)} MB/s; tunegate on the same prose (20 MB, whole process): ${here.toFixed(0)} MB/s, ${(here / theirs).toFixed(0)} times.`,
    );
  }
  rmSync(path);
}

try {
  const fixed = fixedCost();
  const bare = best(Math.max(runs, 3), node, ["-e", "0"]).seconds;
  console.log(
    `Files of ${megabytes} MB, one pinned core, best of ${runs}. rg: ripgrep --no-unicode --count-matches; V8: the same 22 identifier patterns one after another.`,
  );
  console.log(`Fixed cost of a process: ${fixed.toFixed(3)} s (bare node ${bare.toFixed(3)} s).\n`);
  speedTable(fixed);
  if (wanted("small")) smallTable();
  if (wanted("cores")) coresTable();
  if (wanted("hostile")) hostileTable(fixed);
  if (wanted("presidio")) presidioTable();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
