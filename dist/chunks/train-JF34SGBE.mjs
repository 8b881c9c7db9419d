import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  trainFlow
} from "./chunk-BMWXZY4P.mjs";
import "./chunk-C4MPUKV6.mjs";
import "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  makeRunner,
  projectDir
} from "./chunk-PNFH3LV2.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
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
