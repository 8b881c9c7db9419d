/**
 * The statistics of one verdict: by default 100,000 cases in three suites, clusters of several cases, every kind of gate, drift of every rate
 * with 10,000 cluster-bootstrap resamples (bar: under 5 s, DESIGN). Printed as ratios against what runs beside it: parsing the same outcomes
 * as JSON lines, and the same bootstraps drawn cluster by cluster (a hundredth of the resamples of one rate, scaled up).
 */
import { baselineFrom, evalEvidenceOf, inputOf, LEVELS, outcomeOf, policyOf } from "../__tests__/verdict/rig.ts";
import type { Metric, Outcome } from "../src/core/documents.ts";
import { caseResults, RATES } from "../src/core/metrics.ts";
import { RESAMPLES } from "../src/stats/cluster.ts";
import { prng } from "../src/stats/prng.ts";
import { clopperPearson } from "../src/stats/proportion.ts";
import { decide } from "../src/verdict/decide.ts";
import { driftOf } from "../src/verdict/drift.ts";

const size = Number(process.argv[2] ?? 100_000);
const suites = [
  { name: "triage", scorer: "triage", share: 0.6 },
  { name: "notes", scorer: "grounded", share: 0.3 },
  { name: "safety", scorer: "policy", share: 0.1 },
] as const;

/** Outcomes with a share of mistakes; clusters of one to four cases. */
function outcomes(seed: number, wrong: number): Outcome[] {
  const random = prng(seed);
  return suites.flatMap(({ name, share }) =>
    Array.from({ length: Math.round(size * share) }, (_, i) => {
      const gold = name === "triage" ? LEVELS[i % 4]! : null;
      const bad = random.next() < wrong;
      const flags =
        bad && name === "notes"
          ? ["hallucination", "omission"]
          : name === "triage"
            ? ["strict", ...(random.next() < 0.3 ? ["accepted", "rated"] : [])]
            : [];
      return outcomeOf({
        suite: name,
        id: `${name}-${String(i).padStart(6, "0")}`,
        cluster: `${name} ${Math.floor(i / (1 + ((i >> 3) % 4)))}`,
        gold,
        predicted: bad ? LEVELS[(i + 1) % 4]! : gold,
        flags,
      });
    }),
  );
}

/** Every rate of every suite, as the eval stage states them. */
function allRates(list: readonly Outcome[]): Metric[] {
  return suites.flatMap(({ name, scorer }) => {
    const own = list.filter((outcome) => outcome.suite === name);
    return RATES.filter((rate) => rate.scorer === scorer).map((rate): Metric => {
      const results = caseResults(rate, own, LEVELS);
      const k = results.filter((result) => result.hit).length;
      const n = results.length;
      return {
        id: `${name}.${rate.name}`,
        kind: "rate",
        better: rate.better,
        value: k / n,
        k,
        n,
        ...clopperPearson(k, n),
        level: 0.95,
        method: "clopper-pearson",
      };
    });
  });
}

interface Timed<T> {
  readonly wall: number;
  readonly cpu: number;
  readonly result: T;
}

/** Best of three in seconds: of the wall clock, and of all threads' processor time (garbage collection included), which other work on the machine disturbs less. */
function timed<T>(run: () => T): Timed<T> {
  const runs = [0, 1, 2].map((): Timed<T> => {
    const used = process.cpuUsage();
    const started = performance.now();
    const result = run();
    const wall = (performance.now() - started) / 1000;
    const { user, system } = process.cpuUsage(used);
    return { wall, cpu: (user + system) / 1e6, result };
  });
  return { wall: Math.min(...runs.map((one) => one.wall)), cpu: Math.min(...runs.map((one) => one.cpu)), result: runs[0]!.result };
}

const [before, now] = [outcomes(1, 0.004), outcomes(2, 0.005)];
const rates = allRates(now);
const gates = rates.flatMap((metric) => {
  const limit = metric.better === "higher" ? { floor: 0.5 } : { ceiling: 0.5 };
  const veto = metric.id === "triage.emergency_recall" ? { "never-miss": "never-miss.txt" } : {};
  return [{ metric: metric.id, ...limit, ...veto, regression: { margin: 0.02 } }];
});
const given = evalEvidenceOf(now);
const stated = given.evidence.metrics.filter((metric) => metric.kind !== "rate");
const whole = inputOf({
  outcomes: now,
  evidence: [["eval", { ...given, evidence: { ...given.evidence, metrics: [...rates, ...stated] } }]],
});
const input = { ...whole, policy: policyOf({ gates }), baselines: { ...whole.baselines, eval: baselineFrom(before) } };

const deciding = timed(() => decide(input));
const drifting = timed(() => driftOf(input.policy, input.evidence.get("eval")!, input.baselines.eval));
const text = now.map((outcome) => JSON.stringify(outcome)).join("\n");
const parsing = timed(() => text.split("\n").map((line) => JSON.parse(line) as unknown).length);
const clusters = new Set(now.filter((outcome) => outcome.suite === "triage").map((outcome) => outcome.cluster)).size;
const naive = timed(() => {
  const random = prng(3);
  let sum = 0;
  for (let i = 0; i < (RESAMPLES / 100) * clusters; i++) sum += random.below(clusters);
  return sum;
});
const bootstraps = drifting.result.metrics.filter((metric) => metric.paired?.change.method.startsWith("cluster-bootstrap")).length;
const words = deciding.result.judgement.gates.filter((gate) => gate.stage === "eval").map((gate) => gate.verdict);

const wall = deciding.wall + drifting.wall;
const cpu = deciding.cpu + drifting.cpu;
const drawn = naive.cpu * 100;
console.log(`${size} cases, ${words.length} gates of the eval stage, ${bootstraps} bootstraps of ${RESAMPLES} resamples; best of three`);
console.log(
  `decide ${deciding.wall.toFixed(2)} s, drift ${drifting.wall.toFixed(2)} s, together ${wall.toFixed(2)} s (bar: under 5 s); processor ${cpu.toFixed(2)} s`,
);
console.log(
  `JSON.parse of the same outcomes, processor ${parsing.cpu.toFixed(2)} s: the statistics take ${(cpu / parsing.cpu).toFixed(1)} times as long`,
);
console.log(
  `drawing cluster by cluster, processor ${drawn.toFixed(1)} s a rate: ${((drawn * bootstraps) / cpu).toFixed(0)} times as long as everything here`,
);
if (words.includes("ERROR") || bootstraps < 5) {
  console.error("the bench did not do its work: a gate is in error, or nothing was resampled");
  process.exitCode = 1;
}
