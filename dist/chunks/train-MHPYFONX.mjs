import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  trainFlow
} from "./chunk-2STUEYZ3.mjs";
import "./chunk-JWF55DIR.mjs";
import "./chunk-2W4KYXFE.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  makeRunner,
  projectDir
} from "./chunk-57LNEAX7.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-6ZV3CEDG.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-5ZGXKBQF.mjs";
import "./chunk-2X4CYMWJ.mjs";
import "./chunk-UMOS5WSP.mjs";
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
