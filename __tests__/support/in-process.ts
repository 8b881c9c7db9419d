import { main, type World } from "../../src/cli/main.ts";
import { createTerminal } from "../../src/cli/terminal.ts";

export interface Heard {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command line in this process, with everything that it says. */
export async function say(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Heard> {
  const heard = { stdout: "", stderr: "" };
  const stream = (name: keyof typeof heard): NodeJS.WriteStream =>
    ({
      isTTY: false,
      write: (text: string) => {
        heard[name] += text;
        return true;
      },
    }) as unknown as NodeJS.WriteStream;
  const world: World = {
    terminal: createTerminal(stream("stderr"), stream("stdout")),
    env,
    cwd,
    now: () => new Date(),
    signal: new AbortController().signal,
  };
  return { code: await main(args, world), ...heard };
}
