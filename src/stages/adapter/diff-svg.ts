/** The picture of an adapter difference: layers down, modules across, darker where the update changed more. */
import type { AdapterDiff } from "../../core/adapter-documents.ts";

const CELL = { width: 92, height: 24 };
const MARGIN = { left: 70, top: 70, bottom: 34 };

/** A complete SVG document with title and description; text only, no script, no font of its own. */
export function diffSvg({ modules }: Pick<AdapterDiff, "modules">): string {
  const layers = [...new Set(modules.map(({ layer }) => layer))].sort((a, b) => (a ?? -1) - (b ?? -1));
  const targets = [...new Set(modules.map(({ target }) => target))].sort();
  const width = MARGIN.left + targets.length * CELL.width + 10;
  const height = MARGIN.top + layers.length * CELL.height + MARGIN.bottom;
  const cells = modules.map(({ layer, target, relative }) => cell(layers.indexOf(layer), targets.indexOf(target), relative));
  const rows = layers.map((layer, row) => text(MARGIN.left - 8, middle(row), layer === null ? "–" : String(layer), "end"));
  const columns = targets.map((target, column) => text(MARGIN.left + (column + 0.5) * CELL.width, MARGIN.top - 10, target, "middle"));
  const note =
    "relative change of the update (scale · B · A), Frobenius norm; white is equal, dark is as large as the update itself or larger";
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${Math.max(width, 640)} ${height}" role="img" aria-labelledby="t d" font-family="sans-serif" font-size="12">`,
    `<title id="t">Adapter difference by layer and module</title><desc id="d">${escapeText(describe(modules))}</desc>`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    text(10, 22, "Adapter difference by layer and module", "start"),
    text(MARGIN.left - 8, MARGIN.top - 10, "layer", "end"),
    ...columns,
    ...rows,
    ...cells,
    text(10, height - 12, note, "start"),
    "</svg>",
    "",
  ].join("\n");
}

/** One sentence for those who do not see the picture. */
function describe(modules: AdapterDiff["modules"]): string {
  const changed = modules.filter(({ relative }) => relative !== 0);
  const most = [...changed].sort((a, b) => (b.relative ?? Number.POSITIVE_INFINITY) - (a.relative ?? Number.POSITIVE_INFINITY))[0];
  if (most === undefined) return `All ${modules.length} modules are equal.`;
  const size = most.relative === null ? "from nothing" : `by ${format(most.relative)}`;
  return `${changed.length} of ${modules.length} modules differ, most of all ${most.module} ${size}.`;
}

function cell(row: number, column: number, relative: number | null): string {
  // Square root, so that a change of a few hundredths can be seen.
  const shade = Math.sqrt(Math.min(1, relative ?? 1));
  const [x, y] = [MARGIN.left + column * CELL.width, MARGIN.top + row * CELL.height];
  const box = `<rect x="${x}" y="${y}" width="${CELL.width - 2}" height="${CELL.height - 2}" fill="${colour(shade)}" stroke="#ccc"/>`;
  const label = relative === null ? "new" : format(relative);
  return box + text(x + CELL.width / 2 - 1, middle(row), label, "middle", shade > 0.5 ? "#fff" : "#111");
}

/** White to dark blue; the lightness falls evenly, so that the picture also reads in grey. */
function colour(shade: number): string {
  const mix = (from: number, to: number) => Math.round(from + (to - from) * shade);
  return `rgb(${mix(255, 8)},${mix(255, 48)},${mix(255, 107)})`;
}

function format(value: number): string {
  if (value === 0) return "0";
  return value < 0.001 ? value.toExponential(1) : value.toPrecision(3);
}

function middle(row: number): number {
  return MARGIN.top + row * CELL.height + CELL.height / 2 + 3;
}

function text(x: number, y: number, content: string, anchor: "start" | "middle" | "end", fill = "#111"): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${escapeText(content)}</text>`;
}

function escapeText(content: string): string {
  const printable = content.toWellFormed().replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, " ");
  return printable.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
