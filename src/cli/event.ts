import { readFileSync } from "node:fs";
import { Fault } from "../core/fault.ts";
import type { RunEvent } from "../flow/revisions.ts";

interface EventFile {
  readonly pull_request?: { readonly number?: unknown; readonly base?: { readonly sha?: unknown } };
  readonly merge_group?: { readonly base_sha?: unknown };
  readonly before?: unknown;
}

const SHA = /^[0-9a-f]{40,64}$/;

/**
 * What started this run: the event of GitHub Actions when it runs there, else `local`.
 * @throws Fault `environment` when the event file lacks what the event must have
 */
export function readEvent(env: NodeJS.ProcessEnv, release: boolean): RunEvent {
  if (env.GITHUB_ACTIONS !== "true") return { name: "local", release };
  const file = eventFile(env.GITHUB_EVENT_PATH);
  switch (env.GITHUB_EVENT_NAME) {
    case "pull_request":
    case "pull_request_target":
      return {
        name: "pull_request",
        release,
        number: integer(file.pull_request?.number, "pull_request.number"),
        baseSha: sha(file.pull_request?.base?.sha, "pull_request.base.sha"),
      };
    case "merge_group":
      return { name: "merge_group", release, baseSha: sha(file.merge_group?.base_sha, "merge_group.base_sha") };
    case "push":
      return { name: "push", release, before: sha(file.before, "before") };
    default:
      // workflow_dispatch, schedule and the like judge what is checked out against the default branch.
      return { name: "local", release };
  }
}

function eventFile(path: string | undefined): EventFile {
  try {
    const value: unknown = JSON.parse(readFileSync(path ?? "", "utf8"));
    if (typeof value === "object" && value !== null) return value as EventFile;
  } catch {
    // Told below: a missing and a broken file need the same remedy.
  }
  throw badEvent("the event file cannot be read");
}

function sha(value: unknown, name: string): string {
  if (typeof value === "string" && SHA.test(value)) return value;
  throw badEvent(`the event has no commit id at ${name}`);
}

function integer(value: unknown, name: string): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw badEvent(`the event has no number at ${name}`);
}

function badEvent(message: string): Fault {
  return new Fault({ code: "event", kind: "environment", message, fix: "run inside a GitHub Actions job, or name the base with --base" });
}
