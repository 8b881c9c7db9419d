import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  UnitCache,
  unitResult
} from "./chunks/chunk-UROREIVZ.mjs";
import "./chunks/chunk-HBZ6VMEK.mjs";
import "./chunks/chunk-B5VUBQ6T.mjs";
import "./chunks/chunk-PVWUX44P.mjs";
import "./chunks/chunk-WRVOJFRZ.mjs";
import "./chunks/chunk-A565XNO5.mjs";

// src/phi/worker.ts
import { parentPort, workerData } from "node:worker_threads";
var { options, cache: place } = workerData;
var cache = place === null ? null : new UnitCache(place);
parentPort?.on("message", async ({ unit, work, room }) => {
  try {
    parentPort?.postMessage({ unit, result: await unitResult(work, options, cache, room) });
  } catch (error) {
    const code = error?.code;
    parentPort?.postMessage({ unit, failed: `a unit could not be scanned${typeof code === "string" ? ` (${code})` : ""}` });
  }
});
