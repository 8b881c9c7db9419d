/** Which pictures a run has, as chart options. Numbers come from the same functions as the tables. */
import type { GateResult } from "../../core/documents.ts";
import { type Confusion, confusions, type GroupRates, groupRates } from "../cases.ts";
import type { LossPoint, ReportInput, SmokeView } from "../input.ts";
import { oneLine } from "../markdown.ts";
import { formatNumber, formatShare, plural } from "../words.ts";
import { axis, type Chart, type ChartOption, clip, INK, type Width } from "./charts.ts";
import { phiPictures } from "./phi.ts";

export interface Picture {
  readonly title: string;
  /** One sentence that says how to read it. */
  readonly caption: string;
  readonly charts: readonly Chart[];
}

/** Every picture that the run has data for, in reading order. */
export function pictures(input: ReportInput): readonly Picture[] {
  return [
    ...lossPictures(input.smoke),
    ...confusions(input.suites, input.outcomes).map(confusionPicture),
    ...groupRates(input.suites, input.outcomes).map((rates) => groupPicture(rates, input.verdict.gates)),
    ...phiPictures(input),
  ];
}

function lossPictures(smoke: SmokeView | null): readonly Picture[] {
  if (!smoke || smoke.runs.length === 0) return [];
  const charts: Chart[] = [curveChart(smoke, LOSS)];
  if (smoke.baseline.length > 0) charts.push(distanceChart(smoke));
  if (smoke.runs.some((run) => run.steps.some((point) => typeof point.gradNorm === "number"))) charts.push(curveChart(smoke, GRAD_NORM));
  const band = smoke.baseline.length > 0 ? ` The band allows ${formatNumber(smoke.tolerance)} on either side of the baseline.` : "";
  return [{ title: "Training losses", caption: `Three optimizer steps on the frozen records, run twice.${band}`, charts }];
}

/** What a curve of the smoke runs shows. */
interface Curve {
  readonly id: string;
  readonly title: string;
  readonly label: string;
  readonly of: (point: LossPoint) => number | null;
}

const LOSS: Curve = { id: "loss", title: "Loss", label: "Loss at each training step", of: (point) => point.loss };
const GRAD_NORM: Curve = {
  id: "grad-norm",
  title: "Gradient norm",
  label: "Norm of the gradient at each training step, before clipping",
  of: (point) => point.gradNorm ?? null,
};

function curveChart(smoke: SmokeView, { id, title, label, of }: Curve): Chart {
  const points = (list: readonly LossPoint[]): LossPoint[] => list.map((point) => ({ step: point.step, loss: of(point) }));
  const series = [
    ...(smoke.baseline.length > 0 ? [line("baseline", points(smoke.baseline), INK.muted, "dashed")] : []),
    ...smoke.runs.map((run, index) =>
      line(run.name, points(run.steps), INK.series[index % INK.series.length]!, index === 0 ? "solid" : "dotted"),
    ),
  ];
  return {
    id,
    title,
    label,
    height: { wide: 280, narrow: 240 },
    option: (width) => ({
      grid: grid(width, { top: 40 }),
      legend: legend(width),
      xAxis: axis({ type: "category", data: steps(smoke).map((step) => `step ${step}`), splitLine: { show: false } }),
      yAxis: axis({ type: "value", scale: true }),
      series,
    }),
  };
}

function line(name: string, points: readonly LossPoint[], color: string, type: string): ChartOption {
  return {
    name,
    type: "line",
    silent: true,
    data: points.map((point) => point.loss),
    symbolSize: 6,
    itemStyle: { color },
    lineStyle: { color, type, width: 2 },
  };
}

function steps(smoke: SmokeView): readonly number[] {
  const all = [smoke.baseline, ...smoke.runs.map((run) => run.steps)].flatMap((points) => points.map((point) => point.step));
  return [...new Set(all)].sort((a, b) => a - b);
}

/** The losses differ by far less than they fall, so the band is drawn around the baseline and not around the loss. */
function distanceChart(smoke: SmokeView): Chart {
  const { tolerance } = smoke;
  const judged = smoke.runs.filter((run) => !run.name.startsWith("control"));
  const distances = judged.map((run) => ({
    name: run.name,
    steps: run.steps.map((point) => {
      const base = smoke.baseline.find((other) => other.step === point.step)?.loss ?? null;
      return { step: point.step, loss: base === null || point.loss === null ? null : point.loss - base };
    }),
  }));
  const largest = Math.max(2 * tolerance, ...distances.flatMap((run) => run.steps.map((point) => Math.abs(point.loss ?? 0) * 1.15)));
  const labels = steps(smoke);
  return {
    id: "distance",
    title: "Distance from the baseline",
    label: "Distance from the baseline at each step, with the allowed band",
    height: { wide: 240, narrow: 220 },
    option: (width) => ({
      grid: grid(width, { top: 40 }),
      legend: legend(width, ["allowed band", ...distances.map((run) => run.name)]),
      xAxis: axis({ type: "category", data: labels.map((step) => `step ${step}`), splitLine: { show: false } }),
      yAxis: axis({
        type: "value",
        min: -largest,
        max: largest,
        axisLabel: { formatter: (value: number) => formatNumber(Number(value.toPrecision(2))) },
      }),
      series: [
        ...band(labels.length, tolerance),
        ...distances.map((run, index) =>
          line(run.name, run.steps, INK.series[index % INK.series.length]!, index === 0 ? "solid" : "dotted"),
        ),
      ],
    }),
  };
}

/** Two stacked areas: an unseen one down to the lower edge, and the band on it. */
function band(n: number, tolerance: number): readonly ChartOption[] {
  const common = { type: "line", stack: "band", stackStrategy: "all", silent: true, symbol: "none", lineStyle: { opacity: 0 } };
  const fill = (value: number): number[] => Array.from({ length: n }, () => value);
  return [
    { ...common, name: "lower edge", data: fill(-tolerance), areaStyle: { opacity: 0 } },
    {
      ...common,
      name: "allowed band",
      data: fill(2 * tolerance),
      itemStyle: { color: INK.good },
      areaStyle: { color: INK.good, opacity: 0.28 },
    },
  ];
}

function confusionPicture(confusion: Confusion): Picture {
  const rows = confusion.rows.length;
  return {
    title: `Answers against the truth: ${confusion.suite}`,
    caption:
      "Each row is what was right, each column what the model said, most urgent first. Green: right. Red: less urgent than right, or no answer. Amber: more urgent than right. Depth of colour is the share of the row.",
    charts: [
      {
        id: `confusion${safeId(confusion.suite)}`,
        label: `Confusion table of suite ${confusion.suite}`,
        height: { wide: 90 + rows * 52, narrow: 110 + rows * 44 },
        option: (width) => confusionOption(confusion, width),
      },
    ],
  };
}

function confusionOption(confusion: Confusion, width: Width): ChartOption {
  const names = (labels: readonly string[]): string[] => labels.map((label) => clip(oneLine(label), width === "wide" ? 14 : 9));
  const data = confusion.counts.flatMap((row, y) => row.map((count, x) => [x, y, count, count / Math.max(1, sum(row))]));
  const ink = (x: number, y: number): string => (x === y ? INK.good : x > y ? INK.bad : INK.warn);
  return {
    grid: { left: width === "wide" ? 100 : 72, right: 8, top: 56, bottom: 8 },
    xAxis: axis({
      type: "category",
      position: "top",
      name: "model said",
      nameLocation: "middle",
      nameGap: 30,
      data: names(confusion.columns),
      splitLine: { show: false },
      axisLabel: { interval: 0, fontSize: width === "wide" ? 12 : 9 },
    }),
    yAxis: axis({
      type: "category",
      inverse: true,
      data: names(confusion.rows),
      splitLine: { show: false },
      axisLabel: { fontSize: width === "wide" ? 12 : 10 },
    }),
    series: [{ type: "custom", silent: true, data, renderItem: cellRenderer(ink) }],
  };
}

interface RenderApi {
  value(dimension: number): number;
  coord(point: readonly number[]): number[];
  size(point: readonly number[]): number[];
}

function cellRenderer(ink: (x: number, y: number) => string) {
  return (_: unknown, api: RenderApi): ChartOption => {
    const [x, y, count, share] = [api.value(0), api.value(1), api.value(2), api.value(3)];
    const [cx, cy] = api.coord([x, y]) as [number, number];
    const [w, h] = api.size([1, 1]) as [number, number];
    const opacity = count === 0 ? 0 : 0.12 + 0.6 * share;
    return {
      type: "rect",
      shape: { x: cx - w / 2 + 2, y: cy - h / 2 + 2, width: w - 4, height: h - 4, r: 4 },
      style: { fill: ink(x, y), fillOpacity: opacity, stroke: INK.grid, lineWidth: 1 },
      textContent: {
        style: { text: String(count), fill: count === 0 ? INK.muted : INK.text, fontSize: 14, fontWeight: count === 0 ? 400 : 600 },
      },
      textConfig: { position: "inside" },
    };
  };
}

const MAX_GROUPS = 40;

function groupPicture(rates: GroupRates, gates: readonly GateResult[]): Picture {
  const rows = rates.rows.slice(0, MAX_GROUPS);
  const limit = gates.find((gate) => gate.id === `${rates.metric}.floor` || gate.id === `${rates.metric}.ceiling`)?.limit ?? null;
  const left = rates.rows.length - rows.length;
  const wanted = rates.better === "higher" ? "Further right is better" : "Further left is better";
  const rest = left > 0 ? ` ${plural(left, "more group")} in metrics.csv.` : "";
  return {
    title: `By group: ${rates.metric}`,
    caption: `${wanted}. The bar is the 95 % interval: a long bar means few cases.${limit === null ? "" : ` Dashed: the limit of ${formatShare(limit)}.`}${rest}`,
    charts: [
      {
        id: `groups${safeId(rates.metric)}`,
        label: `${rates.metric} for each group with 95 % intervals`,
        height: { wide: 60 + rows.length * 28, narrow: 60 + rows.length * 28 },
        option: (width) => groupOption({ ...rates, rows }, limit, width),
      },
    ],
  };
}

function groupOption(rates: GroupRates, limit: number | null, width: Width): ChartOption {
  const lowest = Math.min(limit ?? 1, ...rates.rows.map((row) => row.lower));
  const highest = Math.max(limit ?? 0, ...rates.rows.map((row) => row.upper));
  const room = Math.max(0.02, (highest - lowest) * 0.05);
  return {
    grid: { left: width === "wide" ? 190 : 112, right: width === "wide" ? 110 : 62, top: 10, bottom: 30 },
    xAxis: axis({
      type: "value",
      min: Math.max(0, Math.floor((lowest - room) * 20) / 20),
      max: Math.min(1, Math.ceil((highest + room) * 20) / 20),
      splitNumber: width === "wide" ? 5 : 2,
      axisLabel: { formatter: (value: number) => `${Math.round(value * 100)} %`, hideOverlap: true },
    }),
    yAxis: axis({
      type: "category",
      inverse: true,
      data: rates.rows.map((row) => clip(`${oneLine(row.group)} (${row.n})`, width === "wide" ? 30 : 17)),
      splitLine: { show: false },
      axisLabel: { fontSize: width === "wide" ? 12 : 10 },
    }),
    series: [
      {
        type: "custom",
        silent: true,
        data: rates.rows.map((row, index) => [row.value, index, row.lower, row.upper]),
        renderItem: intervalRenderer(rates, width),
        clip: false,
        ...(limit === null
          ? {}
          : {
              markLine: {
                silent: true,
                symbol: "none",
                data: [{ xAxis: limit }],
                label: { show: false },
                lineStyle: { color: INK.bad, type: "dashed" },
              },
            }),
      },
    ],
  };
}

function intervalRenderer(rates: GroupRates, width: Width) {
  return (_: unknown, api: RenderApi): ChartOption => {
    const row = api.value(1);
    const [x, y] = api.coord([api.value(0), row]) as [number, number];
    const from = api.coord([api.value(2), row])[0]!;
    const to = api.coord([api.value(3), row])[0]!;
    const { value, k, n } = rates.rows[row]!;
    const label = width === "wide" ? `${formatShare(value)}  ${k}/${n}` : formatShare(value);
    const right = width === "wide" ? 720 - 102 : 340 - 56;
    return {
      type: "group",
      children: [
        {
          type: "line",
          shape: { x1: from, y1: y, x2: to, y2: y },
          style: { stroke: INK.accent, lineWidth: 6, opacity: 0.35, lineCap: "round" },
        },
        { type: "circle", shape: { cx: x, cy: y, r: 5 }, style: { fill: INK.accent, stroke: INK.paper, lineWidth: 1.5 } },
        {
          type: "text",
          style: { text: label, x: right, y, fill: INK.text, fontSize: width === "wide" ? 12 : 10, textVerticalAlign: "middle" },
        },
      ],
    };
  };
}

function grid(width: Width, extra: ChartOption = {}): ChartOption {
  return { left: width === "wide" ? 80 : 64, right: 16, top: 30, bottom: 30, ...extra };
}

function legend(width: Width, data?: readonly string[]): ChartOption {
  return {
    top: 4,
    left: 0,
    icon: "roundRect",
    itemWidth: 14,
    itemHeight: 8,
    itemGap: 22,
    selectedMode: false,
    textStyle: { color: INK.text, fontSize: width === "wide" ? 12 : 10 },
    ...(data ? { data } : {}),
  };
}

function safeId(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, "");
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
