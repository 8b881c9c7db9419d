/** Puts a child into namespaces of its own where the system allows it: no sight of our processes, credentials or network. */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";

/**
 * How a child is held. `namespaces`: own PID, mount and network namespace, no capabilities, no new privileges; all its processes end with it.
 * `process-group`: one group, limits and a search for escaped children; it could read what our user can read.
 */
export type Isolation =
  | { readonly kind: "namespaces"; readonly network: boolean; readonly prefix: readonly string[] }
  | { readonly kind: "process-group" };

const PROBE = ["setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all", "true"];

/** What this system allows, tried once with a harmless program. */
export function detectIsolation(platform: NodeJS.Platform, uid: number | null): Isolation {
  if (platform !== "linux") return { kind: "process-group" };
  const user = uid === 0 ? [] : ["--user", "--map-root-user"];
  for (const network of [false, true]) {
    const prefix = ["unshare", ...user, "--pid", "--fork", "--kill-child", "--mount-proc", ...(network ? [] : ["--net"])];
    const up = network ? "" : "ip link set lo up && ";
    const script = `mount --bind /dev/null /dev/null && ${up}exec "$@"`;
    const [program = "unshare", ...rest] = prefix;
    const probe = spawnSync(program, [...rest, "sh", "-c", script, "sh", ...PROBE], { stdio: "ignore", timeout: 10_000 });
    if (probe.status === 0) return { kind: "namespaces", network, prefix };
  }
  return { kind: "process-group" };
}

/**
 * Init of the namespace: hides credentials, drops all capabilities, waits for the child, counts what it left running, and ends:
 * the kernel then ends the rest. `$1` is the file for the count; arguments up to `--` are paths to hide.
 */
const INIT = `
report=$1; shift
while [ "$1" != "--" ]; do
  if [ -d "$1" ]; then mount -t tmpfs tmpfs "$1"; elif [ -e "$1" ]; then mount --bind /dev/null "$1"; fi
  shift
done
shift
setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@" &
child=$!
trap 'kill -TERM "$child"' TERM
wait "$child"; code=$?
while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
left=0
for entry in /proc/[0-9]*; do
  [ "$entry" = "/proc/$$" ] && continue
  case "$(cat "$entry/stat" 2>/dev/null)" in ""|*") Z "*) ;; *) left=$((left+1));; esac
done
echo "$left" > "$report"
exit "$code"
`;

/** The argument vector that runs `command` in the namespaces; `leftFile` receives the number of processes it left behind. */
export function wrapInNamespaces(
  isolation: Extract<Isolation, { kind: "namespaces" }>,
  command: readonly string[],
  hide: readonly string[],
  leftFile: string,
): string[] {
  const script = isolation.network ? INIT : `ip link set lo up\n${INIT}`;
  return [...isolation.prefix, "sh", "-c", script, "sh", leftFile, ...hide.filter(present), "--", ...command];
}

function present(path: string): boolean {
  return existsSync(path) && (statSync(path).isFile() || statSync(path).isDirectory());
}
