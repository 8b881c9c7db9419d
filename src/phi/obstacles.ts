/** What lies on a path and cannot be scanned: known when files are listed, told as a finding of the path. */

/**
 * `unreadable`: it may not be opened; `name`: its name is no UTF-8, so it cannot be named to open it; `link`: a symbolic link, which may lead anywhere;
 * `special`: a pipe, socket or device, whose reading may never end.
 */
export type Obstacle = "unreadable" | "name" | "link" | "special";

interface Told {
  readonly rule: "phi.unscanned" | "phi.not-scanned";
  readonly severity: "block" | "warn";
  /** A few words for the list of what was not scanned. */
  readonly reason: string;
  readonly message: string;
  readonly fix: string;
}

export const OBSTACLES: Readonly<Record<Obstacle, Told>> = {
  unreadable: {
    rule: "phi.unscanned",
    severity: "block",
    reason: "it may not be read",
    message: "It may not be read, so nothing is known about what it holds.",
    fix: "Give the user of the scan leave to read it, or keep it out of what is scanned.",
  },
  name: {
    rule: "phi.unscanned",
    severity: "block",
    reason: "its name is no UTF-8",
    message: "The file's name is no UTF-8, so the file cannot be opened by it and was not scanned.",
    fix: "Rename the file; the bytes that are no UTF-8 are shown as U+FFFD here.",
  },
  link: {
    rule: "phi.not-scanned",
    severity: "warn",
    reason: "symbolic link",
    message: "A symbolic link is not followed, so what it leads to was not scanned.",
    fix: "Commit the file itself instead of a link; in tunegate scan, name the link to follow it.",
  },
  special: {
    rule: "phi.not-scanned",
    severity: "warn",
    reason: "no plain file",
    message: "A pipe, socket or device is not read, so nothing is known about what it gives.",
    fix: "Remove it from what is scanned, or scan what it gives with tunegate scan --stdin.",
  },
};
