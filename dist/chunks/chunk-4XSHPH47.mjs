import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);

// src/cli/terminal.ts
var CLEAR = "\r\x1B[2K";
function createTerminal(stderr, stdout) {
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
      stderr.write(`${line}
`);
    },
    print: (text) => {
      clear();
      stdout.write(text.endsWith("\n") ? text : `${text}
`);
    },
    log: (stage) => ({
      info: (message) => {
        clear();
        const told = message.startsWith(`${stage}: `) || message.startsWith(`${stage} `) ? message : `${stage}: ${message}`;
        stderr.write(`  ${plain(told)}
`);
      },
      progress: (fraction, message) => {
        const now = performance.now();
        if (!live || now - last < 80) return;
        last = now;
        stderr.write(`${CLEAR}  ${stage} ${bar(fraction)} ${plain(message).slice(0, 60)}`);
        open = true;
      }
    }),
    phase: (stage, result, durationMs) => {
      clear();
      stderr.write(`  ${stage.padEnd(16)} ${seconds(durationMs).padStart(7)}  ${result}
`);
    }
  };
}
function bar(fraction) {
  if (fraction === null) return "\u2026";
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * 20);
  return `[${"#".repeat(filled)}${".".repeat(20 - filled)}]`;
}
function seconds(ms) {
  return ms < 1e4 ? `${(ms / 1e3).toFixed(1)} s` : `${Math.round(ms / 1e3)} s`;
}
var CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;
function plain(text) {
  return text.replace(CONTROL, " ").replace(/^(\s*):(?=:)/gm, "$1:\u200B").replace(/^(\s*)##\[/gm, "$1##\u200B[");
}

export {
  createTerminal,
  seconds,
  plain
};
