/** Headless Chromium for page tests. Without one the tests are skipped aloud on a laptop and fail in CI, so that CI never skips. */
import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"];

/** Path of a Chromium on this machine (`TUNEGATE_CHROMIUM` first), or null. */
export function findChromium(env: NodeJS.ProcessEnv = process.env): string | null {
  const candidates = [env.TUNEGATE_CHROMIUM, ...PLACES].filter((path) => path !== undefined && path !== "");
  return candidates.find((path) => existsSync(path!)) ?? null;
}

/** Whether page tests run: with Chromium, or in CI, where a missing browser must fail. */
export function browserWanted(): boolean {
  if (findChromium() !== null || process.env.CI === "true") return true;
  process.stderr.write("SKIPPED: page tests need Chromium; install it or set TUNEGATE_CHROMIUM\n");
  return false;
}

export function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("no Chromium here: install the chromium package or set TUNEGATE_CHROMIUM");
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}
