import { stat, writeFile } from "node:fs/promises";
import type { AdapterDiff } from "../../core/adapter-documents.ts";
import { Fault } from "../../core/fault.ts";
import { adapterHashes } from "../../core/weights/digest.ts";
import { diffAdapters } from "../../stages/adapter/diff-files.ts";
import { diffSvg } from "../../stages/adapter/diff-svg.ts";
import type { Args } from "../args.ts";
import type { Command, World } from "../main.ts";
import { absolute } from "../setup.ts";
import { stageCommand } from "../stage-command.ts";
import { plain } from "../terminal.ts";

const stage = stageCommand("adapter");

/** `tunegate adapter`: the adapter stage on its own; `diff A B` and `digest A` look at adapter folders without policy and git. */
export const command: Command = async (args, world) => {
  const [what, a, b] = args.positionals;
  if (what === undefined) return stage(args, world);
  if (what === "digest" && a !== undefined && b === undefined) return digest(a, args, world);
  if (what === "diff" && a !== undefined && b !== undefined) return diff(a, b, args, world);
  throw new Fault({
    code: "arguments",
    kind: "usage",
    message: `adapter takes nothing, \`diff A B\` or \`digest A\`, not \`${args.positionals.join(" ")}\``,
    fix: "see: tunegate adapter --help",
  });
};

async function digest(folder: string, args: Args, world: World): Promise<number> {
  const hashes = await adapterHashes(await adapterFolder(folder, world), "");
  if (args.flag("json")) world.terminal.print(JSON.stringify(hashes));
  else world.terminal.print(plain(`${hashes.canonical}  ${folder}\n${hashes.config}  configuration, ${hashes.tensors.length} tensors`));
  return 0;
}

/** A folder that is not there cannot be read (4, as for run folders); one without an adapter is a bad adapter (1). */
async function adapterFolder(path: string, world: World): Promise<string> {
  const folder = absolute(path, world);
  if ((await stat(folder).catch(() => null))?.isDirectory()) return folder;
  throw new Fault({
    code: "no-adapter-folder",
    kind: "environment",
    message: "there is no such folder",
    place: { path },
    fix: "name the folder that holds adapter_model.safetensors and adapter_config.json",
  });
}

async function diff(a: string, b: string, args: Args, world: World): Promise<number> {
  const found = await diffAdapters(await adapterFolder(a, world), await adapterFolder(b, world));
  const svg = args.text("svg");
  if (svg !== null) await writeFile(absolute(svg, world), diffSvg(found));
  world.terminal.print(args.flag("json") ? JSON.stringify(found) : plain(describe(found)));
  return 0;
}

/** The twenty modules that changed most, and what else differs. */
function describe(found: AdapterDiff): string {
  if (found.equal) return `equal: ${found.a.canonical}`;
  const size = (relative: number | null) => (relative === null ? "from nothing" : relative.toPrecision(3));
  const most = [...found.modules].sort((x, y) => (y.relative ?? Number.POSITIVE_INFINITY) - (x.relative ?? Number.POSITIVE_INFINITY));
  const modules = most.filter(({ relative }) => relative !== 0);
  const others = found.tensors.filter(({ state }) => state !== "equal" && state !== "changed");
  return [
    `a ${found.a.canonical}`,
    `b ${found.b.canonical}`,
    `${found.tensors.filter(({ state }) => state !== "equal").length} of ${found.tensors.length} tensors and ${modules.length} of ${found.modules.length} modules differ`,
    ...found.config.map(({ key, a, b }) => `  ${key}: ${a ?? "not set"} -> ${b ?? "not set"}`),
    ...modules.slice(0, 20).map(({ module, relative }) => `  ${module}: ${size(relative)}`),
    ...(modules.length > 20 ? [`  and ${modules.length - 20} more; --json lists all`] : []),
    ...others.slice(0, 20).map(({ name, state }) => `  ${state}: ${name}`),
  ].join("\n");
}
