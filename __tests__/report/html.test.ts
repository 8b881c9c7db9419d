import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assertClean } from "../../src/phi/index.ts";
import { renderHtml } from "../../src/report/html/index.ts";
import { scanText } from "../../src/report/scan-text.ts";
import { browserWanted, launch } from "../support/browser.ts";
import { blockedRun, evidence, finding, outcome, passedRun, phiRun } from "../support/report-input.ts";

describe("report.html as text", () => {
  it("gives the same bytes for the same input", () => {
    expect(renderHtml(blockedRun())).toBe(renderHtml(blockedRun()));
  });

  it("tells verdict, reasons, pictures and cases in this order", () => {
    const html = renderHtml(blockedRun());
    const at = ["<h1>BLOCK</h1>", 'id="why"', 'id="stages"', 'id="pictures"', 'id="flips"', 'id="cases"', 'id="findings"'].map((part) =>
      html.indexOf(part),
    );
    expect(at.every((index) => index >= 0)).toBe(true);
    expect([...at].sort((a, b) => a - b)).toEqual(at);
  });

  it("draws one picture a kind of evidence, none without data", () => {
    const count = (html: string): number => html.split("<figure>").length - 1;
    expect(count(renderHtml(blockedRun()))).toBe(4);
    expect(count(renderHtml({ ...passedRun(), outcomes: [], smoke: null }))).toBe(0);
  });

  it("shows where patient data lie: a heat map and exact counts by kind, severity and path", () => {
    const run = phiRun();
    const html = renderHtml(run);
    expect(html).toContain("Possible patient data by file and kind");
    expect(html).toContain("6 more files");
    const rules = run.phi!.files.flatMap((file) => Object.entries(file.rules));
    const sum = (rule: string, key: "block" | "warn"): number => rules.reduce((n, [name, one]) => n + (name === rule ? one[key] : 0), 0);
    expect(html).toContain(`<td><code>ssn</code></td><td>${sum("phi.ssn", "block")}</td><td>${sum("phi.ssn", "warn")}</td>`);
    expect(html).toContain("20 files scanned");
    expect(html).toContain("<code>data/scan.pdf</code> binary");
    expect(html).not.toContain("data/clean.jsonl");
    expect(html.split("heat map").length + html.split("Heat map").length).toBeGreaterThan(2);
    expect(renderHtml(blockedRun())).toContain("<td><code>data/train.jsonl</code></td><td>1</td><td>0</td>");
  });

  it.each([1, 123, 12_345, 412_345_678])("counts such as %d beside the names of kinds are no finding of their own", (n) => {
    const run = phiRun();
    const kinds = ["ssn", "mrn", "account", "license", "phone", "id", "health-plan", "device", "fax", "age", "date", "uk.nhs", "es.dni"];
    const rules = Object.fromEntries(kinds.map((kind, i) => [`phi.${kind}`, { block: n + i, warn: n * 2, info: n * 3, allowed: n }]));
    const html = renderHtml({ ...run, phi: { files: [{ path: "data/mrn.jsonl", rules }], notScanned: [] } });
    expect(assertClean(scanText({ path: "report.html", text: html }))).toEqual([]);
  });

  it("names nothing outside itself", () => {
    const html = renderHtml(blockedRun()).replaceAll("http://www.w3.org/2000/svg", "").replaceAll("http://www.w3.org/1999/xlink", "");
    expect(html).not.toMatch(/https?:\/\//);
    expect(html).toContain("default-src 'none'");
  });

  it("stays small: 1,000 cases below 2 MB", () => {
    expect(renderHtml(blockedRun(1000)).length).toBeLessThan(2_000_000);
  });

  it("hides no text from a PHI check: ids, groups, paths and escapes are all in the scan text", () => {
    const run = blockedRun(3);
    const html = renderHtml({
      ...run,
      outcomes: [outcome(0, { id: "Mr <O'Neil> & sons", groups: { ward: "Zeta-Ward-77" } })],
      evidence: new Map([["phi", evidence("phi", { findings: [finding("phi.ssn", "data/Ångström & Søn.jsonl")] })]]),
    });
    const text = scanText({ path: "report.html", text: html });
    expect(text).toContain("Mr <O'Neil> & sons");
    expect(text).toContain("Zeta-Ward-77");
    expect(text).toContain("data/Ångström & Søn.jsonl");
  });
});

describe.runIf(browserWanted())("report.html in a browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "tunegate-report-"));
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(
    html: string,
    options: { width: number; dark?: boolean; scripts?: boolean; hash?: string },
  ): Promise<{ page: Page; complaints: string[]; ms: number }> {
    const file = join(folder, `${Math.floor(performance.now() * 1000)}.html`);
    writeFileSync(file, html);
    const context = await browser.newContext({
      viewport: { width: options.width, height: 900 },
      colorScheme: options.dark ? "dark" : "light",
      javaScriptEnabled: options.scripts ?? true,
      offline: true,
    });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => request.url() !== url.split("#")[0] && complaints.push(`request ${request.url().slice(0, 80)}`));
    const url = pathToFileURL(file).href + (options.hash ?? "");
    const started = performance.now();
    await page.goto(url, { waitUntil: "load" });
    return { page, complaints, ms: performance.now() - started };
  }

  it.each([
    ["desk", 1280, false],
    ["tablet, dark", 800, true],
    ["phone", 375, false],
    ["phone, dark", 320, true],
  ] as const)("fits %s without complaints and without a request", async (_, width, dark) => {
    const { page, complaints } = await open(renderHtml(blockedRun()), { width, dark });
    expect(complaints).toEqual([]);
    const size = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]");
    expect((size as number[])[0]).toBeLessThanOrEqual((size as number[])[1]!);
    const charts = await page.locator(width > 640 ? ".chart.wide svg" : ".chart.narrow svg").all();
    expect(charts.length).toBeGreaterThanOrEqual(5);
    for (const chart of charts) expect(await chart.isVisible()).toBe(true);
    await page.context().close();
  });

  it("has its text in contrast to the ground in both themes", async () => {
    for (const dark of [false, true]) {
      const { page } = await open(renderHtml(blockedRun()), { width: 1280, dark });
      const { lowest, worst } = (await page.evaluate(CONTRAST)) as { lowest: number; worst: string };
      expect(lowest, worst).toBeGreaterThanOrEqual(4.5);
      await page.context().close();
    }
  });

  it("prints: no explorer, wide charts, light ground", async () => {
    const { page } = await open(renderHtml(blockedRun()), { width: 800, dark: true });
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#explorer").isVisible()).toBe(false);
    expect(await page.locator(".chart.wide svg").first().isVisible()).toBe(true);
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    await page.context().close();
  });

  it("says everything that matters without scripts", async () => {
    const { page } = await open(renderHtml(blockedRun()), { width: 1280, scripts: false });
    expect(await page.locator("#why article").count()).toBe(4);
    expect(await page.locator("#explorer").isVisible()).toBe(false);
    expect(await page.locator(".static-cases").isVisible()).toBe(true);
    await page.context().close();
  });

  it("opens a case by its link, and filters", async () => {
    const { page, complaints } = await open(renderHtml(blockedRun()), { width: 1280, hash: "#case=em-00003" });
    expect(await page.locator("#case-count").textContent()).toBe("1 of 200 cases");
    await page.fill("#case-query", "");
    await page.selectOption("#case-kind", "all");
    expect(await page.locator("#case-count").textContent()).toBe("200 of 200 cases");
    await page.fill("#case-query", "65+ wrong");
    expect(Number((await page.locator("#case-count").textContent())?.split(" ")[0])).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("runs no script that hides in an id or a group", async () => {
    const attack = '</script><script>document.title="owned"</script><img src=x onerror=\'document.title="owned"\'>';
    const run = blockedRun(10);
    const html = renderHtml({
      ...run,
      outcomes: [outcome(3, { id: attack, groups: { [attack]: attack } })],
      evidence: new Map([["phi", evidence("phi", { findings: [finding("phi.ssn", attack)] })]]),
    });
    const { page, complaints } = await open(html, { width: 1280 });
    expect(await page.title()).toBe("tunegate: BLOCK");
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  it("opens 50,000 outcomes in under 2 s", async () => {
    const { page, ms } = await open(renderHtml(blockedRun(50_000)), { width: 1280 });
    expect(ms).toBeLessThan(2000);
    await page.selectOption("#case-kind", "all");
    expect(await page.locator("#case-count").textContent()).toBe("50000 of 50000 cases");
    expect(await page.locator("#case-rows > div").count()).toBeLessThan(60);
    await page.context().close();
  });
});

/** Lowest contrast ratio of visible text on its nearest opaque ground (WCAG 2), run in the page. */
const CONTRAST = `(() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (rgb) => { const [r, g, b] = rgb.map((v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  let lowest = 21, worst = "";
  for (const element of document.querySelectorAll("h1,h2,h3,p,li,td,th,span,code,a,summary,figcaption,footer")) {
    if (!element.checkVisibility() || !element.textContent.trim()) continue;
    let ground = element;
    while (ground && (parse(getComputedStyle(ground).backgroundColor)[3] ?? 1) === 0) ground = ground.parentElement;
    const back = ground ? parse(getComputedStyle(ground).backgroundColor).slice(0, 3) : [255, 255, 255];
    const front = parse(getComputedStyle(element).color).slice(0, 3);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < lowest) { lowest = ratio; worst = element.tagName + " " + element.className + " " + front + " on " + back; }
  }
  return { lowest, worst };
})()`;
