import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  stageCommand
} from "./chunk-SXBESPZN.mjs";
import "./chunk-BCNQGSC3.mjs";
import "./chunk-FPHHHQMM.mjs";
import "./chunk-3APC2AWC.mjs";
import "./chunk-C4MPUKV6.mjs";
import "./chunk-JHHPMTCH.mjs";
import "./chunk-HHBMAGUE.mjs";
import {
  absolute,
  adapterHashes,
  brainToNumber,
  folderSource,
  halfToNumber,
  isObject,
  layerOf,
  partNames,
  readAdapter,
  readSafetensorsHeader,
  semanticConfig
} from "./chunk-PNFH3LV2.mjs";
import {
  plain
} from "./chunk-4XSHPH47.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-5O42QRSO.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-UROREIVZ.mjs";
import "./chunk-EWZAW2AM.mjs";
import "./chunk-HBZ6VMEK.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import {
  canonicalJson
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";

// src/cli/commands/adapter.ts
import { stat, writeFile } from "node:fs/promises";

// src/stages/adapter/diff-files.ts
import { open } from "node:fs/promises";
import { join } from "node:path";

// src/stages/adapter/diff.ts
var DECODERS = /* @__PURE__ */ new Map([
  ["F64", { width: 8, read: (view, at) => view.getFloat64(at, true) }],
  ["F32", { width: 4, read: (view, at) => view.getFloat32(at, true) }],
  ["F16", { width: 2, read: (view, at) => halfToNumber(view.getUint16(at, true)) }],
  ["BF16", { width: 2, read: (view, at) => brainToNumber(view.getUint16(at, true)) }]
]);
function decodeTensor(dtype, bytes) {
  const decoder = DECODERS.get(dtype);
  if (decoder === void 0) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / decoder.width }, (_, at) => decoder.read(view, at * decoder.width));
}
function compareTensors(name, a, b) {
  const norms = { norm_a: a && norm(a.values), norm_b: b && norm(b.values) };
  const apart = { name, max_abs: null, relative: null, ...norms };
  if (a === null || b === null) return { ...apart, state: a === null ? "added" : "removed" };
  if (a.shape.join() !== b.shape.join()) return { ...apart, state: "reshaped" };
  let max = 0;
  let sum = 0;
  for (let at = 0; at < a.values.length; at++) {
    const delta = Math.abs(b.values[at] - a.values[at]);
    if (!(delta <= max)) max = delta;
    sum += delta * delta;
  }
  return {
    name,
    state: max === 0 ? "equal" : "changed",
    max_abs: finite(max),
    relative: ratio(Math.sqrt(sum), norms.norm_a ?? 0),
    ...norms
  };
}
function compareModules(a, b, configs) {
  const [left, right] = [updates(a, configs.a), updates(b, configs.b)];
  const found = [];
  for (const [module, one] of left) {
    const other = right.get(module);
    if (other === void 0 || one.A.shape[1] !== other.A.shape[1] || one.B.shape[0] !== other.B.shape[0]) continue;
    const [aa, bb, ab] = [product(one, one), product(other, other), product(one, other)];
    const difference = same(one, other) ? 0 : Math.sqrt(Math.max(0, aa + bb - 2 * ab));
    const [norm_a, norm_b] = [Math.sqrt(Math.max(0, aa)), Math.sqrt(Math.max(0, bb))];
    const target = module.slice(module.lastIndexOf(".") + 1);
    const norms = { norm_a: finite(norm_a), norm_b: finite(norm_b) };
    found.push({ module, layer: layerOf(module), target, relative: ratio(difference, norm_a), ...norms });
  }
  return found.sort((x, y) => (x.layer ?? -1) - (y.layer ?? -1) || (x.module < y.module ? -1 : 1));
}
function updates(tensors, config) {
  const pairs = /* @__PURE__ */ new Map();
  for (const { module, role, tensor } of partNames(tensors, "peft")) {
    if ((role === "A" || role === "B") && tensor.shape.length === 2) pairs.set(module, { ...pairs.get(module), [role]: tensor });
  }
  const found = /* @__PURE__ */ new Map();
  for (const [module, { A, B }] of pairs) {
    if (A !== void 0 && B !== void 0 && A.shape[0] === B.shape[1])
      found.set(module, { A, B, scale: scaling(config, module, A.shape[0] ?? 1) });
  }
  return found;
}
function scaling(config, module, rank) {
  const patterns = isObject(config.alpha_pattern) ? Object.entries(config.alpha_pattern) : [];
  const own = patterns.find(([key]) => module === key || module.endsWith(`.${key}`))?.[1];
  const alpha = typeof own === "number" ? own : typeof config.lora_alpha === "number" ? config.lora_alpha : rank;
  return config.use_rslora === true ? alpha / Math.sqrt(rank) : alpha / rank;
}
function product(left, right) {
  const [r, inputs] = [left.A.shape[0] ?? 0, left.A.shape[1] ?? 0];
  const [q, outputs] = [right.A.shape[0] ?? 0, left.B.shape[0] ?? 0];
  let sum = 0;
  for (let i = 0; i < r; i++) {
    for (let j = 0; j < q; j++) {
      let [rows, columns] = [0, 0];
      for (let k = 0; k < inputs; k++) rows += left.A.values[i * inputs + k] * right.A.values[j * inputs + k];
      for (let k = 0; k < outputs; k++) columns += left.B.values[k * r + i] * right.B.values[k * q + j];
      sum += rows * columns;
    }
  }
  return sum * left.scale * right.scale;
}
function same(a, b) {
  const equal = (x, y) => x.length === y.length && x.every((value, at) => value === y[at]);
  return a.scale === b.scale && equal(a.A.values, b.A.values) && equal(a.B.values, b.B.values);
}
function norm(values) {
  let sum = 0;
  for (const value of values) sum += value * value;
  return finite(Math.sqrt(sum));
}
function ratio(difference, reference) {
  if (difference === 0) return 0;
  return reference === 0 ? null : finite(difference / reference);
}
function finite(value) {
  return Number.isFinite(value) ? value : null;
}

// src/stages/adapter/diff-files.ts
async function diffAdapters(a, b) {
  const [left, right] = [await OpenAdapter.open(a), await OpenAdapter.open(b)];
  try {
    const names = [.../* @__PURE__ */ new Set([...left.tensors.keys(), ...right.tensors.keys()])].sort();
    const tensors = [];
    for (const name of names) tensors.push(compareTensors(name, await left.read(name), await right.read(name)));
    return {
      schema: "tunegate/adapter-diff@1",
      equal: left.adapter.hashes.canonical === right.adapter.hashes.canonical,
      a: { canonical: left.adapter.hashes.canonical },
      b: { canonical: right.adapter.hashes.canonical },
      config: diffConfigs(left.adapter, right.adapter),
      tensors,
      modules: await diffModules(left, right, tensors)
    };
  } finally {
    await left.close();
    await right.close();
  }
}
async function diffModules(left, right, tensors) {
  const configs = { a: left.adapter.layout.config, b: right.adapter.layout.config };
  const modules = [];
  const byModule = /* @__PURE__ */ new Map();
  for (const { name } of tensors) {
    const module = name.replace(/\.lora_.*$/, "");
    byModule.set(module, [...byModule.get(module) ?? [], name]);
  }
  for (const group of byModule.values()) {
    const read = async (from) => (await Promise.all(group.map((name) => from.read(name)))).filter((tensor) => tensor !== null);
    modules.push(...compareModules(await read(left), await read(right), configs));
  }
  return modules.sort((x, y) => (x.layer ?? -1) - (y.layer ?? -1) || (x.module < y.module ? -1 : 1));
}
function diffConfigs(a, b) {
  const [left, right] = [semanticConfig(a.layout), semanticConfig(b.layout)];
  const text2 = (value) => value === void 0 ? null : canonicalJson(value);
  return [.../* @__PURE__ */ new Set([...Object.keys(left), ...Object.keys(right)])].sort().map((key) => ({ key, a: text2(left[key]), b: text2(right[key]) })).filter((entry) => entry.a !== entry.b);
}
var OpenAdapter = class _OpenAdapter {
  adapter;
  tensors;
  #file;
  #dataStart;
  constructor(adapter, file, tensors, dataStart) {
    this.adapter = adapter;
    this.tensors = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    this.#file = file;
    this.#dataStart = dataStart;
  }
  static async open(folder) {
    const adapter = await readAdapter(folder, "");
    const header = await readSafetensorsHeader(await folderSource(folder).open(adapter.layout.weights));
    const file = await open(join(folder, adapter.layout.weights));
    const { size } = await file.stat();
    return new _OpenAdapter(adapter, file, header.tensors, size - header.dataBytes);
  }
  /** `null` when the adapter has no such tensor, or one of a type without numbers to compare. */
  async read(name) {
    const info = this.tensors.get(name);
    if (info === void 0) return null;
    const length = info.end - info.begin;
    const { buffer } = await this.#file.read(Buffer.alloc(length), 0, length, this.#dataStart + info.begin);
    const values = decodeTensor(info.dtype, buffer);
    return values === null ? null : { name, dtype: info.dtype, shape: info.shape, values };
  }
  close() {
    return this.#file.close();
  }
};

// src/stages/adapter/diff-svg.ts
var CELL = { width: 92, height: 24 };
var MARGIN = { left: 70, top: 70, bottom: 34 };
function diffSvg({ modules }) {
  const layers = [...new Set(modules.map(({ layer }) => layer))].sort((a, b) => (a ?? -1) - (b ?? -1));
  const targets = [...new Set(modules.map(({ target }) => target))].sort();
  const width = MARGIN.left + targets.length * CELL.width + 10;
  const height = MARGIN.top + layers.length * CELL.height + MARGIN.bottom;
  const cells = modules.map(({ layer, target, relative }) => cell(layers.indexOf(layer), targets.indexOf(target), relative));
  const rows = layers.map((layer, row) => text(MARGIN.left - 8, middle(row), layer === null ? "\u2013" : String(layer), "end"));
  const columns = targets.map((target, column) => text(MARGIN.left + (column + 0.5) * CELL.width, MARGIN.top - 10, target, "middle"));
  const note = "relative change of the update (scale \xB7 B \xB7 A), Frobenius norm; white is equal, dark is as large as the update itself or larger";
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
    ""
  ].join("\n");
}
function describe(modules) {
  const changed = modules.filter(({ relative }) => relative !== 0);
  const most = [...changed].sort((a, b) => (b.relative ?? Number.POSITIVE_INFINITY) - (a.relative ?? Number.POSITIVE_INFINITY))[0];
  if (most === void 0) return `All ${modules.length} modules are equal.`;
  const size = most.relative === null ? "from nothing" : `by ${format(most.relative)}`;
  return `${changed.length} of ${modules.length} modules differ, most of all ${most.module} ${size}.`;
}
function cell(row, column, relative) {
  const shade = Math.sqrt(Math.min(1, relative ?? 1));
  const [x, y] = [MARGIN.left + column * CELL.width, MARGIN.top + row * CELL.height];
  const box = `<rect x="${x}" y="${y}" width="${CELL.width - 2}" height="${CELL.height - 2}" fill="${colour(shade)}" stroke="#ccc"/>`;
  const label = relative === null ? "new" : format(relative);
  return box + text(x + CELL.width / 2 - 1, middle(row), label, "middle", shade > 0.5 ? "#fff" : "#111");
}
function colour(shade) {
  const mix = (from, to) => Math.round(from + (to - from) * shade);
  return `rgb(${mix(255, 8)},${mix(255, 48)},${mix(255, 107)})`;
}
function format(value) {
  if (value === 0) return "0";
  return value < 1e-3 ? value.toExponential(1) : value.toPrecision(3);
}
function middle(row) {
  return MARGIN.top + row * CELL.height + CELL.height / 2 + 3;
}
function text(x, y, content, anchor, fill = "#111") {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${escapeText(content)}</text>`;
}
function escapeText(content) {
  const printable = content.toWellFormed().replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, " ");
  return printable.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

// src/cli/commands/adapter.ts
var stage = stageCommand("adapter");
var command = async (args, world) => {
  const [what, a, b] = args.positionals;
  if (what === void 0) return stage(args, world);
  if (what === "digest" && a !== void 0 && b === void 0) return digest(a, args, world);
  if (what === "diff" && a !== void 0 && b !== void 0) return diff(a, b, args, world);
  throw new Fault({
    code: "arguments",
    kind: "usage",
    message: `adapter takes nothing, \`diff A B\` or \`digest A\`, not \`${args.positionals.join(" ")}\``,
    fix: "see: tunegate adapter --help"
  });
};
async function digest(folder, args, world) {
  const hashes = await adapterHashes(await adapterFolder(folder, world), "");
  if (args.flag("json")) world.terminal.print(JSON.stringify(hashes));
  else world.terminal.print(plain(`${hashes.canonical}  ${folder}
${hashes.config}  configuration, ${hashes.tensors.length} tensors`));
  return 0;
}
async function adapterFolder(path, world) {
  const folder = absolute(path, world);
  if ((await stat(folder).catch(() => null))?.isDirectory()) return folder;
  throw new Fault({
    code: "no-adapter-folder",
    kind: "environment",
    message: "there is no such folder",
    place: { path },
    fix: "name the folder that holds adapter_model.safetensors and adapter_config.json"
  });
}
async function diff(a, b, args, world) {
  const found = await diffAdapters(await adapterFolder(a, world), await adapterFolder(b, world));
  const svg = args.text("svg");
  if (svg !== null) await writeFile(absolute(svg, world), diffSvg(found));
  world.terminal.print(args.flag("json") ? JSON.stringify(found) : plain(describe2(found)));
  return 0;
}
function describe2(found) {
  if (found.equal) return `equal: ${found.a.canonical}`;
  const size = (relative) => relative === null ? "from nothing" : relative.toPrecision(3);
  const most = [...found.modules].sort((x, y) => (y.relative ?? Number.POSITIVE_INFINITY) - (x.relative ?? Number.POSITIVE_INFINITY));
  const modules = most.filter(({ relative }) => relative !== 0);
  const others = found.tensors.filter(({ state }) => state !== "equal" && state !== "changed");
  return [
    `a ${found.a.canonical}`,
    `b ${found.b.canonical}`,
    `${found.tensors.filter(({ state }) => state !== "equal").length} of ${found.tensors.length} tensors and ${modules.length} of ${found.modules.length} modules differ`,
    ...found.config.map(({ key, a, b }) => `  ${key}: ${a ?? "not set"} -> ${b ?? "not set"}`),
    ...modules.slice(0, 20).map(({ module, relative }) => `  ${module}: ${size(relative)}`),
    ...modules.length > 20 ? [`  and ${modules.length - 20} more; --json lists all`] : [],
    ...others.slice(0, 20).map(({ name, state }) => `  ${state}: ${name}`)
  ].join("\n");
}
export {
  command
};
