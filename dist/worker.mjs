import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  scanUnit
} from "./chunks/chunk-DI5HH7DG.mjs";
import "./chunks/chunk-DBCWN2LS.mjs";
import "./chunks/chunk-B5VUBQ6T.mjs";
import "./chunks/chunk-PVWUX44P.mjs";
import "./chunks/chunk-WRVOJFRZ.mjs";
import "./chunks/chunk-A565XNO5.mjs";

// src/phi/worker.ts
import { parentPort, workerData } from "node:worker_threads";
var { options } = workerData;
parentPort?.on("message", async ({ unit, work, room }) => {
  try {
    parentPort?.postMessage({ unit, result: await scanUnit(work, { ...options, limit: room }) });
  } catch (error) {
    const code = error?.code;
    parentPort?.postMessage({ unit, failed: `a unit could not be scanned${typeof code === "string" ? ` (${code})` : ""}` });
  }
});
