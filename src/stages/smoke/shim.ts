/** Reads what the shim wrote. The trainer runs code of the pull request, so every byte of it is untrusted. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Static, Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { canonicalJson } from "../../core/canonical.ts";
import { Sha256 } from "../../core/documents.ts";
import { EnvironmentKey, ExactClass, type SmokeStep } from "../../core/smoke.ts";

/** Every Python process of the training leaves a record, helpers too. */
const MAX_FILES = 4096;
const MAX_BYTES = 4 << 20;
const NotFinite = Type.Union([Type.Literal("NaN"), Type.Literal("Infinity"), Type.Literal("-Infinity")]);
const Number_ = Type.Union([Type.Number(), NotFinite, Type.Null()]);
const NullableSha = Type.Union([Sha256, Type.Null()]);
const NullableText = Type.Union([Type.String(), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });

const ShimStep = Type.Object({
  step: Type.Integer({ minimum: 1 }),
  loss: Number_,
  grad_norm: Number_,
  lr: Number_,
  tokens: Count,
  tokens_sha256: NullableSha,
  labels_sha256: NullableSha,
  label_tokens: Type.Union([Count, Type.Null()]),
  logged: Type.Union([Type.Record(Type.String(), Number_), Type.Null()]),
});
export type ShimStep = Static<typeof ShimStep>;

/** One process's record, as `python/tunegate_runtime/smoke/evidence.py` writes it. */
const ShimRecord = Type.Object({
  schema: Type.Literal("tunegate/shim@1"),
  hooked: Type.Array(Type.String()),
  imported_before: Type.Array(Type.String()),
  environment: Type.Union([Type.Object({ key: EnvironmentKey, exact: ExactClass }), Type.Object({}, { additionalProperties: false })]),
  flags: Type.Record(Type.String(), Type.Unknown()),
  trainer: NullableText,
  method: NullableText,
  seeding: Type.Object({ team_seeds_before_adapter: Type.Union([Count, Type.Null()]), team_seeds_before_step: Count }),
  effective: Type.Record(Type.String(), Type.Unknown()),
  overrides: Type.Array(Type.Object({ field: Type.String() })),
  rows: Type.Record(Type.String(), Type.Union([Count, Type.String()])),
  steps: Type.Array(ShimStep, { maxItems: 10_000 }),
  adapter: Type.Object({ fresh_sha256: NullableSha, after_sha256: NullableSha }),
  parameters: Type.Record(Type.String(), Type.Unknown()),
  nonfinite: Type.Array(Type.Object({ step: Type.Integer(), micro_batch: Type.Union([Count, Type.Null()]), what: Type.String() })),
  stopped: NullableText,
  error: Type.Union([
    Type.Object({
      type: Type.String(),
      after_cap: Type.Boolean(),
      loader_cut: Type.Boolean(),
      out_of_memory: Type.Boolean(),
      no_space: Type.Boolean(),
    }),
    Type.Null(),
  ]),
});
export type ShimRecord = Static<typeof ShimRecord>;

/** Records of all processes of a run, in the order of their file names; unreadable ones are left out. */
export async function readShimRecords(folder: string): Promise<readonly ShimRecord[]> {
  const names = (await readdir(folder)).filter((name) => /^shim\.\d+\.json$/.test(name)).sort();
  const records: ShimRecord[] = [];
  for (const name of names.slice(0, MAX_FILES)) {
    const path = join(folder, name);
    if ((await stat(path)).size > MAX_BYTES) continue;
    const value = parse(await readFile(path, "utf8"));
    if (Value.Check(ShimRecord, value)) records.push(value);
  }
  return records;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Steps as evidence keeps them: what is not finite is null. */
export function evidenceSteps(steps: readonly ShimStep[]): SmokeStep[] {
  return steps.map(({ step, loss, grad_norm, lr, tokens_sha256, labels_sha256 }) => ({
    step,
    loss: finite(loss),
    grad_norm: finite(grad_norm),
    lr: finite(lr),
    tokens_sha256,
    labels_sha256,
  }));
}

function finite(value: number | string | null): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The team's own values as canonical JSON texts; what is no JSON is left out, and so is every text that looks like a path. */
export function evidenceEffective(values: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(values).sort()) {
    const value = values[name];
    if (typeof value === "string" && /[/\\]/.test(value)) continue;
    try {
      texts[name] = canonicalJson(value);
    } catch {
      // A lone surrogate or the like: not comparable.
    }
  }
  return texts;
}
