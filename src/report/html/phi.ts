/** Where in the corpus possible patient data lie: a heat map of files and kinds, and the counts behind it. */
import { escapeHtml } from "../escape.ts";
import type { ReportInput } from "../input.ts";
import { oneLine } from "../markdown.ts";
import { byKind, grave, none, type PhiCounts, type PhiFile, phiCounts, type SeverityCounts, total } from "../phi.ts";
import { plural } from "../words.ts";
import { axis, type Chart, type ChartOption, clipStart, INK, type Width } from "./charts.ts";
import type { Picture } from "./pictures.ts";

const MAX_FILES = 15;
const MAX_KINDS = 9;
const MAX_ROWS = 50;

interface HeatMap {
  readonly files: readonly { readonly label: string; readonly cells: readonly SeverityCounts[] }[];
  readonly kinds: readonly string[];
}

/** The heat map, when there is a finding that can fail the check. */
export function phiPictures(input: ReportInput): readonly Picture[] {
  const counts = phiCounts(input);
  const files = counts?.files.filter(({ kinds }) => grave(total(kinds.values())) > 0) ?? [];
  if (counts === null || files.length === 0) return [];
  const map = heatMap(counts, files);
  const sum = total(files.flatMap(({ kinds }) => [...kinds.values()]));
  const chart: Chart = {
    id: "phi",
    label: "Heat map of findings that look like patient data, by file and kind",
    height: { wide: 76 + map.files.length * 30, narrow: 96 + map.files.length * 30 },
    option: (width) => heatOption(map, width),
  };
  const caption = `${plural(grave(sum), "finding")} in ${plural(files.length, "file")}. Red: at least one that blocks. Amber: only ones that warn. Deeper means more, tenfold a step.`;
  return [{ title: "Possible patient data by file and kind", caption, charts: [chart] }];
}

function heatMap(counts: PhiCounts, files: readonly PhiFile[]): HeatMap {
  const names = byKind(counts)
    .filter(([, one]) => grave(one) > 0)
    .map(([kind]) => kind);
  const kinds = names.length > MAX_KINDS ? names.slice(0, MAX_KINDS - 1) : names;
  const rest = names.slice(kinds.length);
  const cells = (list: readonly PhiFile[]): SeverityCounts[] => {
    const of = (kind: string): SeverityCounts => total(list.map((file) => file.kinds.get(kind) ?? none()));
    return [...kinds.map(of), ...(rest.length > 0 ? [total(rest.map(of))] : [])];
  };
  const shown = files.length > MAX_FILES ? files.slice(0, MAX_FILES - 1) : files;
  const others = files.slice(shown.length);
  return {
    kinds: [...kinds, ...(rest.length > 0 ? ["other"] : [])],
    files: [
      ...shown.map((file) => ({ label: oneLine(file.path), cells: cells([file]) })),
      ...(others.length > 0 ? [{ label: plural(others.length, "more file"), cells: cells(others) }] : []),
    ],
  };
}

function heatOption(map: HeatMap, width: Width): ChartOption {
  const wide = width === "wide";
  const data = map.files.flatMap(({ cells }, y) => cells.map((cell, x) => [x, y, grave(cell), cell.block]));
  return {
    grid: { left: wide ? 230 : 112, right: 8, top: wide ? 60 : 80, bottom: 8 },
    xAxis: axis({
      type: "category",
      position: "top",
      data: map.kinds,
      splitLine: { show: false },
      axisLabel: { interval: 0, rotate: wide ? 30 : 60, fontSize: wide ? 12 : 9 },
    }),
    yAxis: axis({
      type: "category",
      inverse: true,
      data: map.files.map(({ label }) => clipStart(label, wide ? 34 : 18)),
      splitLine: { show: false },
      axisLabel: { fontSize: wide ? 12 : 9 },
    }),
    series: [{ type: "custom", silent: true, data, renderItem: heatCell(wide ? 12 : 9) }],
  };
}

interface RenderApi {
  value(dimension: number): number;
  coord(point: readonly number[]): number[];
  size(point: readonly number[]): number[];
}

function heatCell(fontSize: number) {
  return (_: unknown, api: RenderApi): ChartOption => {
    const [count, block] = [api.value(2), api.value(3)];
    const [cx, cy] = api.coord([api.value(0), api.value(1)]) as [number, number];
    const [w, h] = api.size([1, 1]) as [number, number];
    const depth = count === 0 ? 0 : Math.min(0.75, 0.2 + 0.18 * Math.log10(count));
    return {
      type: "rect",
      shape: { x: cx - w / 2 + 1.5, y: cy - h / 2 + 1.5, width: w - 3, height: h - 3, r: 3 },
      style: { fill: block > 0 ? INK.bad : INK.warn, fillOpacity: depth, stroke: INK.grid, lineWidth: 1 },
      textContent: { style: { text: count === 0 ? "" : brief(count), fill: INK.text, fontSize } },
      textConfig: { position: "inside" },
    };
  };
}

/** A count in at most four signs: 980, 12k, 3.4M. */
function brief(n: number): string {
  if (n < 1000) return String(n);
  const [unit, sign] = n < 1_000_000 ? [1000, "k"] : [1_000_000, "M"];
  const value = n / unit;
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, "") : Math.floor(value)}${sign}`;
}

/** Counts by kind and severity, by path, and what was not scanned. */
export function phiSection(input: ReportInput): string {
  const counts = phiCounts(input);
  if (counts === null || (counts.files.length === 0 && counts.notScanned.length === 0)) return "";
  const parts = [
    table("kind", byKind(counts)),
    table(
      "file",
      counts.files.map(({ path, kinds }) => [path, total(kinds.values())] as const),
    ),
    notScannedList(counts),
  ];
  const scanned =
    counts.scanned === null
      ? ""
      : `<p>${plural(counts.scanned, "file")} scanned: a Safe Harbor pattern check, no proof that data are free of patients.</p>`;
  return `<section id="phi"><h2>Patient data in numbers</h2>${scanned}${parts.join("\n")}</section>`;
}

function table(what: string, rows: readonly (readonly [string, SeverityCounts])[]): string {
  if (rows.length === 0) return "";
  const body = rows
    .slice(0, MAX_ROWS)
    .map(
      ([name, { block, warn, info, allowed }]) =>
        `<tr><td><code>${escapeHtml(name)}</code></td><td>${block}</td><td>${warn}</td><td>${info}</td><td>${allowed}</td></tr>`,
    );
  const more =
    rows.length > MAX_ROWS
      ? `<p class="small muted">${plural(rows.length - MAX_ROWS, `more ${what}`)} in evidence/phi/files.json.</p>`
      : "";
  return `<details${what === "kind" ? " open" : ""}><summary>By ${what}</summary><div class="scroll"><table><thead><tr><th>${what}</th><th>block</th><th>warn</th><th>info</th><th>allowed</th></tr></thead><tbody>${body.join("")}</tbody></table></div>${more}</details>`;
}

function notScannedList({ notScanned }: PhiCounts): string {
  if (notScanned.length === 0) return "";
  const items = notScanned.slice(0, MAX_ROWS).map(({ path, reason }) => `<li><code>${escapeHtml(path)}</code> ${escapeHtml(reason)}</li>`);
  const more = notScanned.length > MAX_ROWS ? `<li>${plural(notScanned.length - MAX_ROWS, "more file")}</li>` : "";
  return `<details><summary>Not scanned: ${plural(notScanned.length, "file")}</summary><ul>${items.join("")}${more}</ul></details>`;
}
