import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  assertClean,
  forbiddenSidecar,
  listFiles,
  mergeShards,
  parseSidecar,
  proposedAllow,
  readSidecars,
  rulesetDigest,
  runRedact,
  runScan,
  runShard
} from "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import {
  scanStreamUnit
} from "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import {
  SIDECAR_ENDING,
  Scanner,
  count,
  isDay,
  parseAllow,
  sidecarOf,
  sum
} from "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-PVWUX44P.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";
export {
  SIDECAR_ENDING,
  Scanner,
  assertClean,
  count,
  forbiddenSidecar,
  isDay,
  listFiles,
  mergeShards,
  parseAllow,
  parseSidecar,
  proposedAllow,
  readSidecars,
  rulesetDigest,
  runRedact,
  runScan,
  runShard,
  scanStreamUnit,
  sidecarOf,
  sum
};
