import { verifyFolder } from "../../flow/verify.ts";
import type { Command } from "../main.ts";
import { absolute } from "../setup.ts";
import { plain } from "../terminal.ts";

const WORDS = {
  authenticated: "authenticated: every byte is the one that was sealed, and the verdict replays",
  consistent:
    "consistent, not authenticated: the folder agrees with itself; give --seal <digest> from a place that its author could not write",
  mismatch: "mismatch: this is not what the run left",
} as const;

/** `tunegate verify`: exit 0, 1 on a mismatch, 4 when unreadable. */
export const command: Command = async (args, world) => {
  const verification = await verifyFolder(absolute(args.positionals[0]!, world), args.text("seal"));
  if (args.flag("json")) world.terminal.print(JSON.stringify(verification));
  else
    world.terminal.print(
      plain(
        [
          `${WORDS[verification.state]} (verdict ${verification.overall ?? "unreadable"}, seal ${verification.seal})`,
          ...verification.problems.map((problem) => `  ${problem}`),
        ].join("\n"),
      ),
    );
  return verification.state === "mismatch" ? 1 : 0;
};
