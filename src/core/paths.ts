import { isAbsolute, posix } from "node:path";
import picomatch from "picomatch";
import { Fault } from "./fault.ts";

/**
 * A path from a policy, a manifest or a flag as a path below the project root, / between parts.
 * @throws Fault `usage` when it is absolute, climbs out of the root, or holds a control character.
 */
export function safePath(path: string, from: { readonly path: string; readonly what: string }): string {
  const normal = posix.normalize(path.replaceAll("\\", "/")).replace(/\/$/, "");
  const escapes = isAbsolute(path) || /^[A-Za-z]:/.test(path) || normal === ".." || normal.startsWith("../");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are exactly what is refused
  if (escapes || normal === "" || /[\u0000-\u001f]/.test(path)) {
    throw new Fault({
      code: "path-escapes-root",
      kind: "usage",
      message: `${from.what} names a path outside the project root`,
      place: { path: from.path },
      expected: "a path relative to the project root that stays below it",
      fix: `write the path relative to the folder that holds .github, without ".." and without a leading slash`,
    });
  }
  return normal;
}

/** Tests paths against globs (`**`, `*`, `?`, braces); files that start with a dot match too, line breaks are letters of a name. A path is a glob as well. */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  return picomatch([...globs], { dot: true, flags: "s" });
}

/** Whether `path` is `folder` or lies below it. */
export function isBelow(path: string, folder: string): boolean {
  return folder === "." || path === folder || path.startsWith(`${folder}/`);
}
