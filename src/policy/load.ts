import { isScalar, LineCounter, parseDocument } from "yaml";
import { Fault, type FaultKind, type FaultPlace } from "../core/fault.ts";
import { NOT_BUILT_YET, type Policy, PolicySchema } from "../core/policy.ts";
import { checkMeaning, type PolicyProblem } from "./meaning.ts";
import { compileValidator, type SchemaProblem } from "./validate.ts";

export const POLICY_PATH = ".github/tunegate.yml";

let validator: ReturnType<typeof compileValidator> | undefined;

/**
 * Parses and checks a policy file.
 * @param text the file's content
 * @param from where it came from: an invalid policy is `usage` in the base and `change` in the head (contracts §4)
 * @throws Fault with line, column and a suggestion for the first problem; the rest are counted
 */
export function loadPolicy(text: string, from: { readonly path: string; readonly side: "base" | "head" }): Policy {
  const kind: FaultKind = from.side === "base" ? "usage" : "change";
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true, version: "1.2" });
  const locate = (pointer: string, key?: string): FaultPlace => ({ path: from.path, ...lineOf(document, counter, pointer, key) });
  const broken = document.errors[0];
  if (broken) {
    const { line, col } = counter.linePos(broken.pos[0]);
    throw new Fault({
      code: "policy-not-yaml",
      kind,
      // The parser ends its sentence with the position, which the place tells already.
      message: `the policy is not valid YAML: ${broken.message.split("\n")[0]!.replace(/ at line \d+, column \d+:?$/, "")}`,
      place: { path: from.path, line, column: col },
      fix: "correct the YAML; an editor with schemas/policy.schema.json shows the place",
    });
  }
  const value = plainValue(document, from.path, kind);
  refuseUnbuilt(value, kind, locate);
  validator ??= compileValidator(PolicySchema);
  const problems: readonly SchemaProblem[] = validator(value);
  if (problems.length > 0) throw policyFault(problems, kind, locate);
  const policy = value as Policy;
  const meaning = checkMeaning(policy, from.path);
  if (meaning.length > 0) throw policyFault(meaning, kind, locate);
  return policy;
}

function policyFault(
  problems: readonly (SchemaProblem | PolicyProblem)[],
  kind: FaultKind,
  locate: (pointer: string, key?: string) => FaultPlace,
): Fault {
  const first = problems[0]!;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const key = "key" in first ? first.key : undefined;
  return new Fault({
    code: key === undefined ? "policy-invalid" : "policy-unknown-key",
    kind,
    message: `the policy is not valid: ${first.message}${more}`,
    place: locate(first.pointer, key),
    expected: first.expected,
    fix:
      "suggestion" in first && first.suggestion ? `write \`${first.suggestion}\`` : "correct the key; `tunegate explain` checks the file",
  });
}

/** The document as plain data; aliases that lead nowhere or expand without end are refused. */
function plainValue(document: ReturnType<typeof parseDocument>, path: string, kind: FaultKind): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch {
    throw new Fault({
      code: "policy-not-yaml",
      kind,
      message: "the policy uses YAML aliases that lead nowhere or expand too far",
      place: { path },
      fix: "write the values out instead of using * aliases",
    });
  }
}

/** A key of the contracts that this version does not act on gets a sentence of its own. */
function refuseUnbuilt(value: unknown, kind: FaultKind, locate: (pointer: string, key?: string) => FaultPlace): void {
  for (const [path, what] of Object.entries(NOT_BUILT_YET)) {
    for (const pointer of pointersTo(value, path.split("."), "")) {
      const key = path.split(".").pop()!;
      throw new Fault({
        code: "policy-not-built",
        kind,
        message: `the policy key \`${path}\` (${what}) is not built in this version of tunegate`,
        place: locate(pointer.slice(0, pointer.lastIndexOf("/")), key),
        fix: `remove \`${key}\`; a key that is not acted on is refused, never ignored`,
      });
    }
  }
}

function* pointersTo(value: unknown, path: readonly string[], pointer: string): Iterable<string> {
  const [step, ...rest] = path;
  if (step === undefined) return yield pointer;
  const name = step.replace("[]", "");
  if (typeof value !== "object" || value === null || !(name in value)) return;
  const member = (value as Record<string, unknown>)[name];
  const here = `${pointer}/${name}`;
  if (!step.endsWith("[]")) return yield* pointersTo(member, rest, here);
  if (Array.isArray(member)) for (const [index, item] of member.entries()) yield* pointersTo(item, rest, `${here}/${index}`);
}

/** Line and column (1-based) of the node at a pointer, or of a key in it. */
function lineOf(
  document: ReturnType<typeof parseDocument>,
  counter: LineCounter,
  pointer: string,
  key?: string,
): { line?: number; column?: number } {
  const path = pointer
    .split("/")
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~")));
  for (let depth = path.length; depth >= 0; depth--) {
    const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    const offset = offsetOf(node, depth === path.length ? key : undefined);
    if (offset !== null) {
      const { line, col } = counter.linePos(offset);
      return { line, column: col };
    }
  }
  return {};
}

function offsetOf(node: unknown, key: string | undefined): number | null {
  if (typeof node !== "object" || node === null) return null;
  if (key !== undefined && "items" in node) {
    for (const item of (node as { items: readonly { key?: unknown }[] }).items) {
      if (isScalar(item.key) && item.key.value === key && item.key.range) return item.key.range[0];
    }
  }
  const range = (node as { range?: readonly number[] | null }).range;
  return range ? range[0]! : null;
}
