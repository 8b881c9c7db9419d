#!/usr/bin/env node
import { startProcess } from "./main.ts";

await startProcess();
