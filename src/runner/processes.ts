/** The process table, as far as limits and escaped children need it. Linux reads /proc, others ask ps. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  /** Start time in ticks: pid and start together name a process for good. */
  readonly start: string;
  readonly zombie: boolean;
  /** Resident bytes that are its own. */
  readonly privateBytes: number;
  /** Resident bytes of files and shared memory. */
  readonly sharedBytes: number;
}

const PAGE = 4096;

function fromProc(pid: number): ProcessInfo | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold spaces and parentheses; fields are counted behind its end (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [, resident = "0", shared = "0"] = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ");
    const own = Math.max(0, Number(resident) - Number(shared));
    return {
      pid,
      parent: Number(fields[1]),
      start: fields[19] ?? "",
      zombie: fields[0] === "Z" || fields[0] === "X",
      privateBytes: own * PAGE,
      sharedBytes: Number(shared) * PAGE,
    };
  } catch {
    return null;
  }
}

function fromPs(): ProcessInfo[] {
  try {
    const text = execFileSync("ps", ["-axo", "pid=,ppid=,rss=,stat=,lstart="], { encoding: "utf8", timeout: 5_000 });
    return text.split("\n").flatMap((line) => {
      const [pid, parent, rss, state, ...start] = line.trim().split(/\s+/);
      if (!pid || !parent || !rss) return [];
      const zombie = state?.startsWith("Z") ?? false;
      return [
        { pid: Number(pid), parent: Number(parent), start: start.join(" "), zombie, privateBytes: Number(rss) * 1024, sharedBytes: 0 },
      ];
    });
  } catch {
    return [];
  }
}

/** Every process that this user can see. */
export function listProcesses(): ProcessInfo[] {
  let entries: string[];
  try {
    entries = readdirSync("/proc");
  } catch {
    return fromPs();
  }
  const pids = entries.filter((name) => /^\d+$/.test(name)).map(Number);
  if (pids.length === 0) return fromPs();
  return pids.flatMap((pid) => fromProc(pid) ?? []);
}

/** A process and all its descendants. */
export function descendants(all: readonly ProcessInfo[], root: number): ProcessInfo[] {
  const children = groupByParent(all);
  const found: ProcessInfo[] = all.filter((process) => process.pid === root);
  for (let index = 0; index < found.length; index++) {
    for (const child of children.get(found[index]!.pid) ?? []) if (child.pid !== root) found.push(child);
  }
  return found;
}

function groupByParent(all: readonly ProcessInfo[]): Map<number, ProcessInfo[]> {
  const groups = new Map<number, ProcessInfo[]>();
  for (const process of all) {
    const group = groups.get(process.parent);
    if (group) group.push(process);
    else groups.set(process.parent, [process]);
  }
  return groups;
}

/** Resident bytes of a set: private pages added up, shared pages once (the largest). */
export function residentBytes(processes: readonly ProcessInfo[]): number {
  let own = 0;
  let shared = 0;
  for (const process of processes) {
    own += process.privateBytes;
    shared = Math.max(shared, process.sharedBytes);
  }
  return own + shared;
}

/** Whether a process carries our mark in its environment; false where it cannot be read. */
export function carriesMark(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").includes(mark);
  } catch {
    return false;
  }
}
