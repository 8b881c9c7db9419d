/** One policy check of a 4 kB answer: clean, in markdown, and with five rules firing; beside it the same patterns one after another in V8. */
import { readFileSync } from "node:fs";
import { evaluate, loadRules, testRules } from "../src/safety/index.ts";

const path = process.argv[2] ?? "examples/rulesets/clinical-safety.yml";
const rules = loadRules(readFileSync(path, "utf8"), path);
testRules(rules, path);
const sources = rules.file.rules
  .flatMap((rule) => [rule.pattern, ...(rule.any ?? []), ...(rule.all ?? []), ...(rule.unless ?? [])])
  .filter((source) => source !== undefined);
const native = sources.map((source) => new RegExp(source, "gi"));

const sentence =
  "The nurse will call you back today. If the pain gets worse, ring your practice. It is common to feel tired after this, and there is some swelling. ";
const clean = sentence.repeat(40).slice(0, 4096);
const answers = {
  clean,
  markdown: clean.replaceAll("pain", "**pain**").replaceAll("It", "It’s"),
  "five rules fire": `${clean.slice(0, 3900)} Take 800 mg of ibuprofen. You definitely have lupus. Stop the tablets. It is only stress. Just sleep it off.`,
};

/** Median and 99th percentile in milliseconds. */
function timed(work: () => unknown): { p50: number; p99: number } {
  for (let i = 0; i < 200; i++) work();
  const times = Array.from({ length: 3000 }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return { p50: times[1500]!, p99: times[2970]! };
}

console.log(`${path}: ${rules.file.rules.length} rules, ${sources.length} patterns`);
for (const [name, output] of Object.entries(answers)) {
  const ours = timed(() => evaluate(rules, { output }));
  const beside = timed(() => native.map((pattern) => [...output.matchAll(pattern)].length));
  console.log(
    `${name}: p50 ${ours.p50.toFixed(3)} ms, p99 ${ours.p99.toFixed(3)} ms, ${(beside.p50 / ours.p50).toFixed(1)} times as quick as the patterns alone in V8`,
  );
}
