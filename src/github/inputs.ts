/** Inputs of the sub-actions as typed values. The only place that reads `INPUT_*`. */
import { getInput } from "@actions/core";
import { STAGE_IDS, type StageId } from "../core/documents.ts";
import { Fault } from "../core/fault.ts";

/** A `true`/`false` input. @throws Fault `usage` for anything else */
export function flagInput(name: string): boolean {
  const text = getInput(name).trim().toLowerCase();
  if (text === "true") return true;
  if (text === "false" || text === "") return false;
  throw badInput(name, text, "true or false");
}

/** A whole number within bounds. @throws Fault `usage` */
export function numberInput(name: string, min: number, max: number): number {
  const text = getInput(name).trim();
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) throw badInput(name, text, `a whole number from ${min} to ${max}`);
  return value;
}

/** A comma-separated list of stages; all stages when empty. @throws Fault `usage` for a name that is no stage */
export function stagesInput(name: string): readonly StageId[] {
  const names = getInput(name)
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  const wrong = names.find((part) => !(STAGE_IDS as readonly string[]).includes(part));
  if (wrong !== undefined) throw badInput(name, wrong, `some of ${STAGE_IDS.join(", ")}`);
  return names.length === 0 ? STAGE_IDS : (names as StageId[]);
}

/** A path below the workspace. @throws Fault `usage` when it is absolute or leaves it */
export function pathInput(name: string): string {
  const text = getInput(name).trim() || ".";
  if (/^[/\\]|^[A-Za-z]:/.test(text) || text.split(/[/\\]/).includes("..")) throw badInput(name, text, "a path below the workspace");
  return text;
}

/** A name that artifacts allow. @throws Fault `usage` */
export function artifactInput(name: string): string {
  const text = getInput(name).trim();
  if (!/^[A-Za-z0-9._-]{1,80}$/.test(text)) throw badInput(name, text, "letters, digits, dots, dashes and underscores, at most 80");
  return text;
}

function badInput(name: string, value: string, expected: string): Fault {
  return new Fault({
    code: "input",
    kind: "usage",
    message: `input ${name} is ${JSON.stringify(value.slice(0, 40))}`,
    expected,
    fix: `correct ${name} under \`with:\``,
  });
}
