import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  trainFlow
} from "./chunk-WMEUYOQM.mjs";
import "./chunk-NEYLCAU7.mjs";
import "./chunk-O4V536E5.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  makeRunner,
  projectDir
} from "./chunk-FFAQ6BJV.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-LFWHISZA.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-TLNGJ3X7.mjs";
import "./chunk-GV6MAWC2.mjs";
import "./chunk-JOQ4FXVG.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/train.ts
var command = async (args, world) => {
  const dir = projectDir(args, world);
  const started = performance.now();
  const lineage = await trainFlow({
    dir,
    command: args.rest,
    runner: makeRunner(args, world, dir),
    log: world.terminal.log("train"),
    signal: world.signal
  });
  world.terminal.phase(
    "train",
    `adapter ${lineage.adapter_digest.slice(0, 12)}, lineage over ${lineage.data.length} data and ${lineage.code.length} code files`,
    performance.now() - started
  );
  if (args.flag("json")) world.terminal.print(JSON.stringify(lineage));
  return 0;
};
export {
  command
};
