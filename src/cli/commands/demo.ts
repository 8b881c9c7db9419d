import { hostname } from "node:os";
import { VERSION } from "../../core/version.ts";
import { type DemoResult, demoFlow } from "../../flow/demo.ts";
import { STAGES } from "../../stages/index.ts";
import type { Command } from "../main.ts";
import { absolute, makeRunner } from "../setup.ts";
import { plain, seconds, type Terminal } from "../terminal.ts";
import { tellVerdict } from "../verdict-text.ts";

/** `tunegate demo`: exits 0 when every verdict is as stated. */
export const command: Command = async (args, world) => {
  const { terminal } = world;
  const named = args.positionals[0];
  const started = performance.now();
  let began = started;
  const { dir, results } = await demoFlow({
    folder: named === undefined ? null : absolute(named, world),
    quick: args.flag("quick"),
    run: {
      host: hostname(),
      version: VERSION,
      stages: STAGES,
      runner: (project) => makeRunner(args, world, project.dir),
      voice: { log: terminal.log, phase: terminal.phase, say: terminal.say },
      signal: world.signal,
      now: world.now,
    },
    begin: (title, expected) => {
      began = performance.now();
      terminal.say(plain(`\n▶ ${title} (stated: ${stated(expected)})`));
    },
    end: (result) => tellResult(result, performance.now() - began, terminal),
  });
  const wrong = results.filter((result) => !result.asStated).length;
  terminal.say(
    `\n${results.length - wrong} of ${results.length} verdicts are as stated (${seconds(performance.now() - started)}). The repository and its reports: ${dir}`,
  );
  if (args.flag("json")) {
    terminal.print(
      JSON.stringify({
        dir,
        results: results.map(({ title, expected, outcome, asStated }) => ({
          title,
          expected,
          overall: outcome.verdict.overall,
          asStated,
          folder: outcome.folder,
        })),
      }),
    );
  }
  return wrong === 0 ? 0 : 1;
};

function stated({ overall, blocks }: DemoResult["expected"]): string {
  return blocks.length === 0 ? overall : `${overall} by ${blocks.join(", ")}`;
}

function tellResult(result: DemoResult, ms: number, terminal: Terminal): void {
  tellVerdict(result.outcome, terminal);
  const blocks = result.outcome.verdict.gates.filter((gate) => gate.verdict === "BLOCK").map((gate) => gate.id);
  terminal.say(
    `  ${result.asStated ? "as stated" : `NOT as stated: got ${result.outcome.verdict.overall} ${blocks.join(", ")}`} in ${seconds(ms)}`,
  );
}
