import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Fault } from "../../../src/core/fault.ts";
import type { Tree } from "../../../src/core/tree.ts";
import { WorkTree } from "../../../src/core/work-tree.ts";
import { compareLineage, readLineage } from "../../../src/stages/adapter/lineage.ts";
import { trainWithLineage } from "../../../src/stages/adapter/train.ts";
import { adapterPolicy } from "./context.ts";
import { type Files, repository, writeFiles } from "./fixtures.ts";
import { testRunner } from "./python.ts";

/** A "trainer" in shell: what matters here is how it ends and what it writes. */
const copies = "mkdir -p out/adapter && cp made/* out/adapter/ && echo trained";

describe("trainWithLineage", () => {
  let root: string;
  const openHead = async (): Promise<Tree> =>
    (await WorkTree.create(root, [], ["train.py", "requirements.txt", "configs", "data", "models", "out"])).tree;
  const train = (script: string) =>
    trainWithLineage({
      root,
      command: ["sh", "-c", script],
      policy: adapterPolicy(),
      runner: testRunner(root),
      log: { info: () => {}, progress: () => {} },
      openHead,
    });
  const faultOf = async (promise: Promise<unknown>): Promise<string> => {
    const error: unknown = await promise.catch((caught: unknown) => caught);
    return error instanceof Fault ? `${error.details.kind} ${error.details.code}` : String(error);
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "tunegate-train-"));
    const files: Files = repository();
    const made = Object.entries(files).map(([path, data]) => [path.replace("out/adapter/", "made/"), data]);
    await writeFiles(root, Object.fromEntries(made));
  });
  afterEach(() => rm(root, { recursive: true }));

  it("writes a lineage that the head tree then equals", async () => {
    const state = `echo '{"global_step": 250, "loss": NaN}' > out/adapter/trainer_state.json`;
    const lineage = await train(`${copies} && ${state}`);
    expect(lineage).toMatchObject({ steps: 250, command: ["sh", "-c", `${copies} && ${state}`] });
    expect(lineage.environment_key).toMatchObject({ torch: expect.stringMatching(/^\d+\.\d+\.\d+$/), device: expect.any(String) });
    const head = await openHead();
    const read = await readLineage(head, "out/adapter");
    expect(read).toEqual({ state: "present", lineage });
    expect(await compareLineage(lineage, head, adapterPolicy())).toEqual({ stale: false });
    expect(await readFile(join(root, ".tunegate/train.log"), "utf8")).toBe("trained\n");
  });

  it("is equal for the same training twice", async () => {
    const first = await train(copies);
    expect(await train(copies)).toEqual(first);
  });

  it("says when the trainer is missing, fails or is ended", async () => {
    expect(await faultOf(train("exit 1"))).toBe("change trainer-failed");
    expect(await faultOf(train("kill -9 $$"))).toBe("change trainer-failed");
    const missing = trainWithLineage({
      root,
      command: ["no-such-trainer"],
      policy: adapterPolicy(),
      runner: testRunner(root),
      log: { info: () => {}, progress: () => {} },
      openHead,
    });
    expect(await faultOf(missing)).toBe("change trainer-missing");
  });

  it("says when no adapter was written, also when an older one lies there", async () => {
    expect(await faultOf(train("true"))).toBe("change trainer-no-adapter");
    await train(copies);
    expect(await faultOf(train("true"))).toBe("change trainer-no-adapter");
    expect(await faultOf(train("touch out/adapter/adapter_config.json"))).toBe("change trainer-no-adapter");
  });

  it("says when what was written is no adapter", async () => {
    expect(await faultOf(train("mkdir -p out/adapter && echo x > out/adapter/adapter_model.safetensors"))).toBe("change adapter-missing");
    expect(await faultOf(train(`${copies} && echo x > out/adapter/adapter_model.safetensors`))).toBe("change safetensors-truncated");
  });

  it("needs an adapter path in the policy", async () => {
    const policy = { ...adapterPolicy(), adapter: undefined };
    const log = { info: () => {}, progress: () => {} };
    expect(await faultOf(trainWithLineage({ root, command: ["true"], policy, runner: testRunner(root), log, openHead }))).toBe(
      "usage no-adapter-path",
    );
  });
});
