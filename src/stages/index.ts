/** The only list of stages. A new stage is one folder and one line here. */
import type { Stage } from "../core/stage.ts";
import { adapterStage } from "./adapter/index.ts";
import { dataStage } from "./data/index.ts";
import { evalStage } from "./eval/index.ts";
import { phiStage } from "./phi/index.ts";
import { smokeStage } from "./smoke/index.ts";

export const STAGES: readonly Stage[] = [phiStage, dataStage, smokeStage, adapterStage, evalStage];
