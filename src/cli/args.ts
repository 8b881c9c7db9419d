import { parseArgs } from "node:util";
import { Fault } from "../core/fault.ts";
import { nearest } from "../policy/suggest.ts";

export interface Option {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly multiple?: boolean;
  /** Name of the value in help, such as `REF`. */
  readonly value?: string;
  readonly help: string;
}

export interface CommandSpec {
  readonly name: string;
  /** Positional arguments in help, such as `<run folder>`. */
  readonly usage: string;
  readonly summary: string;
  readonly example: string;
  readonly options: Readonly<Record<string, Option>>;
  /** How many positional arguments are allowed. */
  readonly positionals: { readonly min: number; readonly max: number };
  /** First positional arguments that do something of their own, with their own help. */
  readonly verbs?: Readonly<Record<string, Pick<CommandSpec, "usage" | "summary" | "example" | "options">>>;
  /** Everything after `--` belongs to the user's own command. */
  readonly passthrough?: boolean;
}

export interface Args {
  readonly positionals: readonly string[];
  /** What came after `--`. */
  readonly rest: readonly string[];
  text(name: string): string | null;
  texts(name: string): readonly string[];
  flag(name: string): boolean;
}

/** Options that every command knows. */
export const COMMON: Readonly<Record<string, Option>> = {
  json: { type: "boolean", help: "print exactly one JSON document on stdout" },
  help: { type: "boolean", short: "h", help: "show this help" },
};

/**
 * Parses the arguments of one command.
 * @throws Fault `usage` (exit 2) for an unknown flag, with the nearest one, or for too few or many arguments
 */
export function parseCommand(spec: CommandSpec, argv: readonly string[]): Args {
  const cut = argv.indexOf("--");
  const own = cut === -1 ? argv : argv.slice(0, cut);
  const rest = cut === -1 ? [] : argv.slice(cut + 1);
  const options = { ...spec.options, ...COMMON };
  const parsed = parse(spec, own, options);
  const help = parsed.values.help === true;
  const count = parsed.positionals.length;
  if (!help && (count < spec.positionals.min || count > spec.positionals.max)) {
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: `${spec.name} takes ${spec.usage || "no arguments"}, not ${count} argument${count === 1 ? "" : "s"}`,
      fix: `see: tunegate ${spec.name} --help`,
    });
  }
  if (rest.length > 0 && !spec.passthrough)
    throw new Fault({
      code: "arguments",
      kind: "usage",
      message: `${spec.name} takes nothing after --`,
      fix: `see: tunegate ${spec.name} --help`,
    });
  const values = parsed.values as Record<string, string | boolean | string[] | undefined>;
  return {
    positionals: parsed.positionals,
    rest,
    text: (name) => (typeof values[name] === "string" ? (values[name] as string) : null),
    texts: (name) =>
      Array.isArray(values[name]) ? (values[name] as string[]) : typeof values[name] === "string" ? [values[name] as string] : [],
    flag: (name) => values[name] === true,
  };
}

function parse(spec: CommandSpec, argv: readonly string[], options: Readonly<Record<string, Option>>) {
  const config = Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short ? { short } : {}), ...(multiple ? { multiple } : {}) },
    ]),
  );
  try {
    return parseArgs({ args: [...argv], options: config, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '(-*)([^']+)'/.exec(message);
    const suggestion = unknown ? nearest(unknown[2]!, Object.keys(options)) : null;
    throw new Fault({
      code: "flag",
      kind: "usage",
      message: unknown
        ? `${spec.name} has no flag ${unknown[1]}${unknown[2]}${suggestion ? `; did you mean --${suggestion}?` : ""}`
        : message.split(". ")[0]!,
      fix: `see: tunegate ${spec.name} --help`,
    });
  }
}

/** Help of one command, or of one of its verbs, for a terminal of 100 columns. */
export function commandHelp(command: CommandSpec, verb = ""): string {
  const own = command.verbs && Object.hasOwn(command.verbs, verb) ? command.verbs[verb] : undefined;
  const spec = own === undefined ? command : { ...command, ...own, name: `${command.name} ${verb}` };
  const rows = Object.entries({ ...spec.options, ...COMMON }).map(([name, option]) => {
    const short = option.short ? `-${option.short}, ` : "";
    return [`${short}--${name}${option.type === "string" ? ` ${option.value ?? "VALUE"}` : ""}`, option.help] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    `tunegate ${spec.name}${spec.usage ? ` ${spec.usage}` : ""}${spec.passthrough ? " -- <command>" : ""}`,
    "",
    `  ${spec.summary}`,
    "",
    ...rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`),
    "",
    `Example: ${spec.example}`,
    "",
  ].join("\n");
}
