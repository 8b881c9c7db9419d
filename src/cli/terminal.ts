import type { Log } from "../core/stage.ts";

/** Where commands speak to a person (stderr) and to a program (stdout). */
export interface Terminal {
  /** A line for a person. */
  say(line: string): void;
  /** The one document or text that the command was asked for. */
  print(text: string): void;
  /** A stage's voice; on a terminal progress stays on one line, in CI there is one line a phase. */
  log(stage: string): Log;
  /** Ends the progress line of a phase with its result. */
  phase(stage: string, result: string, durationMs: number): void;
}

const CLEAR = "\r\u001b[2K";

/** @param stderr whether it is a terminal decides about progress lines */
export function createTerminal(stderr: NodeJS.WriteStream, stdout: NodeJS.WriteStream): Terminal {
  const live = stderr.isTTY === true;
  let open = false;
  let last = 0;
  const clear = () => {
    if (open) stderr.write(CLEAR);
    open = false;
  };
  return {
    say: (line) => {
      clear();
      stderr.write(`${line}\n`);
    },
    print: (text) => {
      clear();
      stdout.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    log: (stage) => ({
      info: (message) => {
        clear();
        // Some stages begin a line with their own name.
        const told = message.startsWith(`${stage}: `) || message.startsWith(`${stage} `) ? message : `${stage}: ${message}`;
        stderr.write(`  ${plain(told)}\n`);
      },
      progress: (fraction, message) => {
        const now = performance.now();
        if (!live || now - last < 80) return;
        last = now;
        stderr.write(`${CLEAR}  ${stage} ${bar(fraction)} ${plain(message).slice(0, 60)}`);
        open = true;
      },
    }),
    phase: (stage, result, durationMs) => {
      clear();
      stderr.write(`  ${stage.padEnd(16)} ${seconds(durationMs).padStart(7)}  ${result}\n`);
    },
  };
}

function bar(fraction: number | null): string {
  if (fraction === null) return "…";
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * 20);
  return `[${"#".repeat(filled)}${".".repeat(20 - filled)}]`;
}

export function seconds(ms: number): string {
  return ms < 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;

/**
 * Text of untrusted origin for a terminal or a CI log: control characters become spaces, so that nothing moves the cursor,
 * and the `::` of a workflow command at the start of a line is broken up (promise 7).
 */
export function plain(text: string): string {
  return text
    .replace(CONTROL, " ")
    .replace(/^(\s*):(?=:)/gm, "$1:\u200b")
    .replace(/^(\s*)##\[/gm, "$1##\u200b[");
}
