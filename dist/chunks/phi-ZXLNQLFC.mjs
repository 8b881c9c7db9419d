import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  allowFindings,
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
} from "./chunk-6ZV3CEDG.mjs";
import "./chunk-UZTPQZPX.mjs";
import {
  scanStreamUnit
} from "./chunk-5ZGXKBQF.mjs";
import "./chunk-2X4CYMWJ.mjs";
import {
  SIDECAR_ENDING,
  Scanner,
  count,
  parseAllow,
  sidecarOf,
  sum
} from "./chunk-UMOS5WSP.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-PVWUX44P.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";
export {
  SIDECAR_ENDING,
  Scanner,
  allowFindings,
  assertClean,
  count,
  forbiddenSidecar,
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
