/** What a step says to the runner: command files, and workflow commands in its output. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const COMMAND_FILES = ["GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"] as const;

/** Makes the command files of a step below a folder; gives the variables that name them. */
export function makeCommandFiles(dir: string): Record<(typeof COMMAND_FILES)[number], string> {
  const files = Object.fromEntries(COMMAND_FILES.map((name) => [name, join(dir, name.toLowerCase())])) as Record<
    (typeof COMMAND_FILES)[number],
    string
  >;
  for (const file of Object.values(files)) writeFileSync(file, "");
  return files;
}

/** Both forms of a file command: `name=value`, and `name<<MARK` up to a line `MARK`. */
export function readFileCommands(file: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    const block = /^([^=<]+)<<(.+)$/.exec(line);
    if (block) {
      const end = lines.indexOf(block[2]!, index + 1);
      if (end === -1) throw new Error(`no end mark for ${block[1]}`);
      values[block[1]!] = lines.slice(index + 1, end).join("\n");
      index = end;
    } else if (line !== "") {
      const cut = line.indexOf("=");
      if (cut < 1) throw new Error(`Invalid format '${line}'`);
      values[line.slice(0, cut)] = line.slice(cut + 1);
    }
  }
  return values;
}

export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly title?: string;
}

export interface Output {
  /** What a reader of the log sees, masks applied. */
  readonly log: string;
  readonly annotations: readonly Annotation[];
  readonly masks: readonly string[];
}

const MAX_PER_LEVEL = 10;

/** Reads workflow commands out of a step's output as the runner does: `::stop-commands::`, masks, annotations (10 of a level are kept). */
export function readOutput(raw: string, knownMasks: readonly string[]): Output {
  const masks = [...knownMasks];
  const annotations: Annotation[] = [];
  const log: string[] = [];
  let stopped: string | null = null;
  for (const line of raw.split(/\r?\n/)) {
    const command = /^\s*::([a-z-]+)(?: ([^:]*(?::(?!:)[^:]*)*))?::(.*)$/.exec(line);
    if (stopped !== null) {
      if (line.trim() === `::${stopped}::`) stopped = null;
      else log.push(line);
      continue;
    }
    if (command?.[1] === "stop-commands") stopped = command[3]!;
    else if (command?.[1] === "add-mask") masks.push(unescapeData(command[3]!));
    else if (command && ["error", "warning", "notice"].includes(command[1]!)) annotations.push(annotation(command));
    else log.push(line);
  }
  const hide = (text: string): string => masks.filter(Boolean).reduce((hidden, mask) => hidden.replaceAll(mask, "***"), text);
  return { log: hide(log.join("\n")), annotations: limit(annotations).map((item) => ({ ...item, message: hide(item.message) })), masks };
}

function annotation(command: RegExpExecArray): Annotation {
  const properties = Object.fromEntries(
    (command[2] ?? "")
      .split(",")
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf("=")), unescapeProperty(pair.slice(pair.indexOf("=") + 1))]),
  );
  return {
    level: command[1] as Annotation["level"],
    message: unescapeData(command[3]!),
    ...(properties.file ? { file: properties.file } : {}),
    ...(properties.line ? { line: Number(properties.line) } : {}),
    ...(properties.title ? { title: properties.title } : {}),
  };
}

function limit(all: readonly Annotation[]): readonly Annotation[] {
  const counts = { error: 0, warning: 0, notice: 0 };
  return all.filter((item) => ++counts[item.level] <= MAX_PER_LEVEL);
}

function unescapeData(text: string): string {
  return text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

function unescapeProperty(text: string): string {
  return unescapeData(text.replaceAll("%3A", ":").replaceAll("%2C", ","));
}
