import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  trainFlow
} from "./chunk-T4FLU7Z2.mjs";
import "./chunk-VWPFHSI3.mjs";
import "./chunk-4SMMUUMI.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  makeRunner,
  projectDir
} from "./chunk-WVR6KH4P.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-YIFXMTRA.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-ONHB3O4Q.mjs";
import "./chunk-7MZ3TOOE.mjs";
import "./chunk-SCO2CUN7.mjs";
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
