/**
 * Pictures as static SVG text, drawn by echarts' server-side renderer. Colours are CSS variables of the page, so that one picture
 * serves light, dark and print; every chart comes in two widths and the page shows the one that fits.
 */
import { BarChart, CustomChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { escapeHtml } from "../escape.ts";

echarts.use([LineChart, BarChart, CustomChart, GridComponent, LegendComponent, MarkLineComponent, SVGRenderer]);

/** What echarts is given instead of a colour, and the CSS that takes its place. Hex, because the renderer parses colours. */
export const INK = {
  text: "#010101",
  muted: "#010102",
  grid: "#010103",
  accent: "#010104",
  good: "#010105",
  warn: "#010106",
  bad: "#010107",
  paper: "#010108",
  series: ["#010110", "#010111", "#010112", "#010113", "#010114", "#010115", "#010116", "#010117"],
} as const;

const VARIABLES: Readonly<Record<string, string>> = {
  [INK.text]: "--text",
  [INK.muted]: "--muted",
  [INK.grid]: "--grid",
  [INK.accent]: "--accent",
  [INK.good]: "--good",
  [INK.warn]: "--warn",
  [INK.bad]: "--bad",
  [INK.paper]: "--paper",
  ...Object.fromEntries(INK.series.map((color, index) => [color, `--s${index + 1}`])),
};

export type ChartOption = Record<string, unknown>;

/** The two widths, in px of the viewBox: desk and phone. */
export const WIDTHS = { wide: 720, narrow: 340 } as const;
export type Width = keyof typeof WIDTHS;

export interface Chart {
  /** Unique on the page, letters and digits. */
  readonly id: string;
  /** Shown above the chart where a picture has more than one. */
  readonly title?: string;
  /** What a screen reader says. */
  readonly label: string;
  readonly height: Readonly<Record<Width, number>>;
  readonly option: (width: Width) => ChartOption;
}

/** Both widths of a chart as a `<figure>` body. */
export function drawChart(chart: Chart): string {
  const title = chart.title ? `<p class="chart-title">${escapeHtml(chart.title)}</p>` : "";
  return title + (Object.keys(WIDTHS) as Width[]).map((width) => `<div class="chart ${width}">${draw(chart, width)}</div>`).join("");
}

function draw(chart: Chart, width: Width): string {
  const instance = echarts.init(null, null, { renderer: "svg", ssr: true, width: WIDTHS[width], height: chart.height[width] });
  try {
    instance.setOption({ animation: false, textStyle: { fontFamily: "sans-serif", color: INK.text }, ...chart.option(width) });
    return clean(instance.renderToSVGString(), `${chart.id}-${width}`, chart.label);
  } finally {
    instance.dispose();
  }
}

/** Same picture, same bytes: running numbers of the renderer and its hover styles go, colours become variables. */
function clean(svg: string, id: string, label: string): string {
  return svg
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/ class="[^"]*"/g, "")
    .replace(/ ecmeta_\w+="[^"]*"/g, "")
    .replace(/zr\d+-/g, `${id}-`)
    .replace(/#0101[0-9a-f]{2}/g, (color) => `var(${VARIABLES[color] ?? "--text"})`)
    .replace(/^<svg width="\d+" height="\d+"/, `<svg role="img" aria-label="${escapeHtml(label)}"`)
    .replace(/\n\s*/g, "");
}

/** Axis look shared by all charts. */
export function axis(extra: ChartOption = {}): ChartOption {
  const { axisLabel, ...rest } = extra as { axisLabel?: ChartOption };
  return {
    axisLine: { lineStyle: { color: INK.grid } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: INK.grid } },
    nameTextStyle: { color: INK.muted },
    ...rest,
    axisLabel: { color: INK.muted, ...axisLabel },
  };
}

/** Text that fits a label of about `chars` characters. */
export function clip(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars - 1)}…`;
}

/** The end of a path, which says more than its start. */
export function clipStart(text: string, chars: number): string {
  return text.length <= chars ? text : `…${text.slice(text.length - chars + 1)}`;
}
