import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  VERSION
} from "./chunk-UZTPQZPX.mjs";
import {
  UnitCache,
  unitResult,
  unitsOf
} from "./chunk-UROREIVZ.mjs";
import {
  Capture,
  RepeatedNames,
  TableRedactor,
  afterReplacing,
  withRepeats
} from "./chunk-EWZAW2AM.mjs";
import {
  ALLOW_SCHEMA,
  Collector,
  Concealer,
  JsonDocumentSink,
  JsonLinesSink,
  KINDS,
  K_NAME,
  SIDECAR_ENDING,
  Scanner,
  StreamScanner,
  TextSink,
  UnreadableError,
  UserRecognizers,
  WARN,
  compressionOf,
  decompressed,
  delimiterOf,
  digestOfNames,
  exceptionLists,
  isExpired,
  isGivenName,
  kernel,
  labelRows,
  packBits,
  parseAllow,
  rawCells,
  readHead,
  readTable,
  ruleOf,
  runningText,
  scanStream,
  sidecarOf,
  sniff,
  transcoded,
  unescapeJson,
  withHead,
  wordRows
} from "./chunk-HBZ6VMEK.mjs";
import {
  digestJson,
  makeFinding
} from "./chunk-PVWUX44P.mjs";
import {
  Fault
} from "./chunk-WRVOJFRZ.mjs";

// src/phi/allow-report.ts
function exceptionEntries(options, show) {
  return exceptionLists(options).flatMap(({ list }) => {
    const path = show(list.path);
    return list.entries.map((entry, record) => ({ path, record, rule: entry.rule, expired: isExpired(entry, options.today) }));
  });
}
function entryFindings(entries, used) {
  const covered = new Set(used);
  return entries.flatMap((entry, number2) => {
    if (entry.expired) return [expired(entry)];
    return covered.has(number2) ? [] : [unused(entry)];
  });
}
function expired({ path, record, rule }) {
  return makeFinding({
    rule: "phi.allow-expired",
    severity: "warn",
    place: { path, record },
    message: `Allow entry ${record + 1} (${rule}) is past its date.`,
    fix: "Look at the value again; renew the date with a reason, or remove value and entry."
  });
}
function unused({ path, record, rule }) {
  return makeFinding({
    rule: "phi.allow-unused",
    severity: "info",
    place: { path, record },
    message: `Allow entry ${record + 1} (${rule}) covers nothing any more.`,
    fix: "Remove the entry."
  });
}
function forbiddenSidecar(shownPath) {
  return makeFinding({
    rule: "phi.allow-forbidden",
    severity: "info",
    place: { path: shownPath },
    message: "The policy forbids exceptions beside data (phi.inline), so this file has no effect.",
    fix: "Move its entries into the policy's allow file, or remove it."
  });
}

// src/phi/clean.ts
function assertClean(text, options = {}) {
  const scanner = new Scanner({ ...options, inline: "forbid" });
  scanner.scanText(text, options.path ?? "rendered");
  return scanner.collector.findings.filter((finding) => finding.severity !== "info" && !isShape(text, finding));
}
function isShape(text, { place: place2, shape }) {
  if (place2.line === void 0 || place2.start === void 0 || place2.end === void 0 || shape === void 0) return false;
  let at = 0;
  for (let line = 1; line < place2.line; line++) at = text.indexOf("\n", at) + 1;
  return text.slice(at + place2.start, at + place2.end) === shape;
}

// src/phi/list-files.ts
import { lstatSync, readdirSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
var SKIPPED = /* @__PURE__ */ new Set([".git", ".tunegate", "node_modules"]);
var REPLACED = "\uFFFD";
function listFiles(root, paths) {
  const list = new Listing();
  for (const path of paths.map((name) => resolve(name))) {
    const info = statSync(path);
    if (!info.isFile() && !info.isDirectory()) throw notPlain();
    list.visit(path, info, isBelow(root, path) ? root : dirname(path));
  }
  return list.sorted();
}
function notPlain() {
  return new Fault({
    code: "scan-path",
    kind: "usage",
    message: "a path to scan is a pipe, a socket or a device, not a file or folder",
    fix: "pipe it in instead: command | tunegate scan --stdin"
  });
}
function isBelow(root, path) {
  const way = relative(root, path);
  return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
var Listing = class {
  #files = /* @__PURE__ */ new Map();
  sorted() {
    const order = (a, b) => a < b ? -1 : a > b ? 1 : 0;
    return [...this.#files.values()].sort((a, b) => order(a.path, b.path) || order(a.file, b.file));
  }
  /** @param root folder from which the file is named */
  visit(file, info, root) {
    if (info.isDirectory()) this.#folder(file, root);
    else if (info.isSymbolicLink()) this.#add(file, root, "link");
    else this.#add(file, root, info.isFile() ? void 0 : "special");
  }
  #folder(folder, root) {
    let entries = [];
    try {
      entries = readdirSync(folder).sort();
    } catch {
      this.#add(folder, root, "unreadable");
    }
    for (const entry of entries) if (!SKIPPED.has(entry)) this.#entry(join(folder, entry), root);
  }
  #entry(file, root) {
    try {
      this.visit(file, lstatSync(file), root);
    } catch (error) {
      if (error.code !== "ENOENT") this.#add(file, root, "unreadable");
      else if (file.includes(REPLACED)) this.#add(file, root, "name");
    }
  }
  #add(file, root, obstacle) {
    if (obstacle !== void 0 && this.#files.has(file)) return;
    const path = relative(root, file).split(sep).join("/") || ".";
    this.#files.set(file, { path, file, ...obstacle === void 0 ? {} : { obstacle } });
  }
};

// src/phi/propose.ts
function proposedAllow(salt, proposals, only = null) {
  const header = JSON.stringify({ schema: ALLOW_SCHEMA, salt });
  const entries = proposals.filter(({ path }) => only === null || path === only).map(({ rule, tag, path }) => JSON.stringify({ rule, tag, ...only === null ? { path } : {}, reason: "", by: "" }));
  return `${[header, ...entries].join("\n")}
`;
}

// src/phi/redact.ts
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { closeSync, createWriteStream, openSync, readSync, renameSync, rmSync } from "node:fs";
import { createGzip } from "node:zlib";

// src/phi/redact/csv.ts
var QUOTE = 34;
async function redactCsv(source, delimiter, { path, options, replacer, write }) {
  const table = new TableRedactor(path, options, replacer);
  await readTable(source, delimiter, {
    column: (name) => table.column(name),
    header: ({ raw }) => write(raw),
    rows: (columns, rows, first) => write(redactedRows(table, columns, { rows, first }, delimiter))
  });
}
function redactedRows(table, columns, { rows, first }, delimiter) {
  const cells = columns.map((_, c) => rows.map((row) => row.cells[c] ?? null));
  const hits = table.hits(columns, { firstRow: first, rows: rows.length, cells, lines: null });
  const parts = [];
  rows.forEach(({ raw, cells: row }, r) => {
    const found = hits.get(r);
    if (found === void 0) {
      parts.push(raw);
      return;
    }
    let at = 0;
    rawCells(raw, 0, raw.length, delimiter).forEach(({ start, end }, c) => {
      const cell = row[c];
      const list = found.get(c);
      if (cell === void 0 || list === void 0) return;
      const changed = table.redacted(cell, list);
      if (changed === cell) return;
      parts.push(raw.subarray(at, start), encoded(changed, raw[start] === QUOTE, delimiter));
      at = end;
    });
    parts.push(raw.subarray(at));
  });
  return Buffer.concat(parts);
}
function encoded(cell, quoted, delimiter) {
  if (!quoted && !cell.some((c) => c === QUOTE || c === delimiter || c === 10 || c === 13)) return cell;
  return Buffer.from(`"${Buffer.from(cell).toString("latin1").replaceAll('"', '""')}"`, "latin1");
}

// src/phi/redact/replacer.ts
import { createHmac } from "node:crypto";

// src/phi/surrogate.ts
var GIVEN = ["Alex", "Robin", "Sam", "Jordan", "Casey", "Morgan", "Riley", "Quinn", "Avery", "Taylor"];
var FAMILY = ["Sample", "Placeholder", "Surrogate", "Standin", "Fictive", "Testcase"];
var PLACES = ["Sampletown", "Fictiveville", "Placeholder City"];
var MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
var MONTH = new RegExp(`\\b(?:${MONTHS.map((month) => `${month.slice(0, 3)}(?:${month.slice(3)})?`).join("|")})\\b`, "i");
function surrogate(rule, value, random) {
  switch (rule) {
    case "phi.name":
      return nameSurrogate(value, { randomOf: () => random, isGiven: () => false });
    case "phi.place":
      return place(value, random);
    case "phi.device":
      return device(value, random);
    case "phi.vehicle":
      return /^[A-HJ-NPR-Z0-9]{17}$/i.test(value) ? vin(value, random) : shifted(value, random);
    case "phi.health-plan":
      return /^[1-9][A-Z][A-Z0-9]\d-?[A-Z][A-Z0-9]\d-?[A-Z]{2}\d{2}$/.test(value) ? mbi(value, random) : shifted(value, random);
    case "phi.account":
      return /^[A-Z]{2}\d{2}[ A-Z0-9]{10,}$/.test(value) ? value.slice(0, 2) + shifted(value.slice(2), random) : shifted(value, random);
    case "phi.email":
      return `person${number(random, 0) % 1e4}@example.com`;
    case "phi.url":
      return "https://example.com/";
    case "phi.ip":
      return value.includes(":") ? "2001:db8::1" : `203.0.113.${1 + (random[0] ?? 0) % 254}`;
    case "phi.date":
      return date(value, random);
    case "phi.age":
      return value.replace(/\d+/, String(30 + (random[0] ?? 0) % 50));
    case "phi.ssn":
      return ssn(value, random);
    case "phi.phone":
    case "phi.fax":
      return phone(value, random);
    default:
      return UUID.test(value) ? hex(value, random) : shifted(value, random);
  }
}
function pick(list, random, not) {
  const at = (random[0] ?? 0) % list.length;
  const found = list[at];
  return found.toLowerCase() === not.toLowerCase() ? list[(at + 1) % list.length] : found;
}
var TITLE = /^(?:(?:mr|mrs|ms|dr|prof|sr|sra|jr)\.?|MD|M\.D\.|PhD|II|III|IV)$/i;
var PARTICLE = /^(?:de|del|la|las|los|y|e|da|das|do|dos|di|du|van|von|der|den|ten|ter|el|al|bin|ibn)$/;
function nameSurrogate(value, of) {
  const given = givenName(value);
  const isLower = value === value.toLowerCase();
  return value.replace(/[^\s,]+/g, (word, at) => {
    if (TITLE.test(word) || !isLower && PARTICLE.test(word)) return word;
    const random = of.randomOf(word);
    if (new RegExp("^\\p{L}\\.?$", "u").test(word)) return shifted(word, random);
    const isGiven = given === null ? of.isGiven(word) : at === given.at;
    return inCaseOf(word, pick(isGiven ? GIVEN : FAMILY, random, word));
  });
}
function givenName(value) {
  const words = [...value.matchAll(/[^\s,]+/g)].filter(([word]) => !TITLE.test(word));
  if (words.length < 2) return null;
  const comma = value.indexOf(",");
  const found = (comma < 0 ? void 0 : words.find(({ index }) => index > comma)) ?? words[0];
  return found === void 0 ? null : { word: found[0], at: found.index };
}
function inCaseOf(model, word) {
  if (model === model.toLowerCase()) return word.toLowerCase();
  return model.length > 1 && model === model.toUpperCase() ? word.toUpperCase() : word;
}
function number(random, at) {
  return (random[at] ?? 0) << 8 | (random[at + 1] ?? 0);
}
var ZIP = /^(.*?)(\d{5})(-\d{4})?$/s;
var STATE = /^(.*?)([\s,]*)\b([A-Z]{2}|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|York)|(?:North|South) (?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|Tennessee|Texas|Utah|Vermont|(?:West )?Virginia|Washington|Wisconsin|Wyoming)([.,]?\s*)$/s;
var BOX = /^(?:p\.?\s*o\.?\s*box|apartado|box)\b/i;
function place(value, random) {
  const zip = BOX.test(value) ? null : ZIP.exec(value);
  if (zip !== null) {
    const [, before = "", , more = ""] = zip;
    const [, town = "", gap = "", state = "", space = ""] = STATE.exec(before) ?? /^(.*?)([\s,]*)$/s.exec(before) ?? [];
    const code = `00${100 + number(random, 4) % 400}${shifted(more, random)}`;
    return `${town === "" ? "" : place(town, random)}${gap}${state}${space}${code}`;
  }
  if (BOX.test(value)) return value.replace(/\d+/g, (digits) => shifted(digits, random));
  if (new RegExp("^\\d+[A-Za-z]?\\s+\\p{L}", "u").test(value.trim())) return `${100 + number(random, 2) % 900} Sample Street`;
  return /\d/.test(value) ? shifted(value, random) : pick(PLACES, random, value);
}
var MAC = /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?:(?:\1[0-9a-f]{2}){2})?$/i;
var UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
function device(value, random) {
  if (MAC.test(value)) return `02${hex(value.slice(2), random)}`;
  return value.split(/(\(\d{2,4}\))/).map((part, i) => i % 2 === 1 ? part : shifted(part, random)).join("");
}
function hex(value, random) {
  let i = 0;
  const digits = value.replace(/[0-9a-f]/gi, (digit) => {
    const step = random[i++ % random.length] ?? 0;
    return ((Number.parseInt(digit, 16) + 1 + step % 15) % 16).toString(16);
  });
  return /[A-F]/.test(value) ? digits.toUpperCase() : digits;
}
function vin(value, random) {
  const moved = shifted(value.toUpperCase(), random, "ABCDEFGHJKLMNPRSTUVWXYZ");
  const vehicle = `${moved.slice(0, 8)}${(random[8] ?? 0) % 10}${moved.slice(9)}`;
  return value === value.toUpperCase() ? vehicle : vehicle.toLowerCase();
}
function mbi(value, random) {
  const moved = shifted(value, random, "ACDEFGHJKMNPQRTUVWXY");
  return moved.startsWith("0") ? `1${moved.slice(1)}` : moved;
}
function date(value, random) {
  const at = (i2) => random[i2 % random.length] ?? 0;
  let i = 0;
  const moved = value.replace(/\d+/g, (digits) => {
    i += 1;
    if (digits.length === 8) return `${year(digits.slice(0, 4), at(i))}${two(1 + at(i + 1) % 12)}${two(1 + at(i + 2) % 12)}`;
    if (digits.length === 4) return year(digits, at(i));
    if (digits.length > 2) return shifted(digits, random);
    const day = 1 + at(i) % 12;
    const other = day === Number(digits) ? 1 + day % 12 : day;
    return digits.length === 2 ? two(other) : String(1 + other % 9);
  });
  return moved.replace(MONTH, (month) => {
    const now = MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === month.slice(0, 3).toLowerCase());
    const next = MONTHS[(now + 1 + at(9) % 11) % 12];
    return month.length === 3 ? next.slice(0, 3) : next;
  });
}
function two(n) {
  return String(n).padStart(2, "0");
}
function year(digits, random) {
  return String(Number(digits) - 1 - random % 3);
}
function ssn(value, random) {
  if (value.replace(/\D/g, "").length !== 9) return shifted(value, random);
  const digits = `9${two((random[0] ?? 0) % 100)}${10 + (random[1] ?? 0) % 40}${String(number(random, 2) % 1e4).padStart(4, "0")}`;
  return refilled(value, digits);
}
function phone(value, random) {
  const digits = value.replace(/\D/g, "");
  if (digits.length !== 10 && !(digits.length === 11 && digits.startsWith("1"))) return shifted(value, random);
  const area = `${2 + (random[0] ?? 0) % 7}${two((random[1] ?? 0) % 100)}`;
  return refilled(value, `${digits.slice(0, -10)}${area}55501${two((random[2] ?? 0) % 100)}`);
}
function refilled(value, digits) {
  let i = 0;
  return value.replace(/\d/g, () => digits[i++] ?? "0");
}
var CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
function shifted(value, random, capitals = CAPITALS) {
  let i = 0;
  return [...value].map((char) => {
    const step = random[i++ % random.length] ?? 0;
    if (/[0-9]/.test(char)) return String((Number(char) + 1 + step % 9) % 10);
    if (/[a-z]/.test(char)) return String.fromCharCode(97 + (char.charCodeAt(0) - 97 + 1 + step % 25) % 26);
    const at = capitals.indexOf(char);
    if (at >= 0) return capitals[(at + 1 + step % (capitals.length - 1)) % capitals.length];
    return new RegExp("\\p{Lu}", "u").test(char) ? "X" : new RegExp("\\p{L}", "u").test(char) ? "x" : char;
  }).join("");
}

// src/phi/redact/replacer.ts
var Replacer = class {
  style;
  /** Replacements by rule. */
  replaced = {};
  #key;
  /** Surrogates of the passes that have ended. */
  #written = /* @__PURE__ */ new Set();
  /** Surrogates of this pass. A value of the file may be equal to one of them, and is a value all the same. */
  #writing = /* @__PURE__ */ new Set();
  /** @param key makes surrogates; whoever has it can check guesses of values, so it is kept or thrown away with the data */
  constructor(style, key) {
    this.style = style;
    this.#key = key;
  }
  /** Words of names that earlier passes and this one wrote: a scan may see a part of such a name alone. */
  #words = /* @__PURE__ */ new Set();
  #wordsNow = /* @__PURE__ */ new Set();
  /** Words that stood in a name of several words, and whether as the given name. */
  #given = /* @__PURE__ */ new Map();
  /** A pass over the file has ended: what is read from now on holds its surrogates. */
  endPass() {
    for (const text of this.#writing) this.#written.add(text);
    for (const word of this.#wordsNow) this.#words.add(word);
    this.#writing.clear();
    this.#wordsNow.clear();
  }
  /** Whether a value is a surrogate that an earlier pass wrote: it looks like what it stands for, and is no finding. */
  isOwn(value) {
    if (this.#written.has(value.trim())) return true;
    const words = wordsOf(value);
    return words.length > 0 && words.every((word) => this.#words.has(word));
  }
  /** The replacement of a value in text. */
  text(rule, value) {
    if (this.style === "tag") return this.#note(rule, tagOf(rule));
    return this.#note(rule, rule === "phi.name" ? this.#name(value) : surrogate(rule, value, this.#random(rule, value)));
  }
  #name(value) {
    const given = givenName(value);
    if (given !== null) for (const word of wordsOf(value)) this.#given.set(word.toLowerCase(), word === given.word);
    const text = nameSurrogate(value, {
      randomOf: (word) => this.#random("phi.name", word),
      isGiven: (word) => this.#given.get(word.toLowerCase()) ?? isGivenName(word)
    });
    for (const word of wordsOf(text)) this.#wordsNow.add(word);
    return text;
  }
  /** The replacement of a bare JSON number, as JSON: another number of the same form, or a tag in quotes. */
  number(rule, token) {
    if (this.style === "tag") return JSON.stringify(this.#note(rule, tagOf(rule)));
    const random = this.#random(rule, token);
    let i = 0;
    const moved = token.replace(/\d/g, (digit) => {
      const step = random[i % random.length] ?? 0;
      return i++ === 0 ? String(1 + (Number(digit) + step % 8) % 9) : String((Number(digit) + 1 + step % 9) % 10);
    });
    return this.#note(rule, moved);
  }
  #note(rule, text) {
    this.replaced[rule] = (this.replaced[rule] ?? 0) + 1;
    if (this.style === "surrogate") this.#writing.add(text.trim());
    return text;
  }
  #random(rule, value) {
    return createHmac("sha256", this.#key).update(`${rule}
${value.trim().toLowerCase()}`).digest();
  }
};
function wordsOf(name) {
  return name.split(/[\s,]+/).filter(Boolean);
}
function tagOf(rule) {
  return `[${rule.slice(4).toUpperCase()}]`;
}

// src/phi/redact/yaml.ts
function isYaml(path) {
  return /\.ya?ml(?:\.gz)?$/i.test(path);
}
var LEAD = /^\s*(?:[-?]\s+)*(?:(?:"[^"]*"|'[^']*'|[^\s"'#:][^:]*)\s*:\s+)?(?:[&!]\S*\s+)*$/;
var LINE_END = /^\s*(?:$|\s#)/;
var KEY_END = /^\s*:(?:\s|$)/;
var ITEM_START = /[[{,:]\s*$/;
var ITEM_END = /^\s*(?:[,\]}]|$|:\s)/;
function yamlTag(tag, { before, behind, above }) {
  const { quoted, depth } = contextOf(before);
  if (quoted) return tag;
  const angled = `<${tag.slice(1, -1)}>`;
  if (depth > 0) return ITEM_START.test(before) && ITEM_END.test(behind) ? `"${tag}"` : angled;
  if (before.trim() === "") {
    const starts = KEY_END.test(behind) || /^\s*[,\]]\s*$/.test(behind) || /[^\s:]\s*:\s*$/.test(above) && LINE_END.test(behind);
    return starts ? `"${tag}"` : /:\s*$/.test(above) ? angled : tag;
  }
  if (!LEAD.test(before)) return tag;
  return LINE_END.test(behind) || KEY_END.test(behind) ? `"${tag}"` : angled;
}
function contextOf(before) {
  let quote = "";
  let depth = 0;
  let isStart = true;
  for (let i = 0; i < before.length; i++) {
    const c = before[i];
    if (quote !== "") {
      if (quote === '"' && c === "\\") i += 1;
      else if (c === quote) quote = "";
    } else if (isStart && (c === '"' || c === "'")) quote = c;
    else if ((isStart || depth > 0) && (c === "[" || c === "{")) depth += 1;
    else if (depth > 0 && (c === "]" || c === "}")) depth -= 1;
    isStart = /[\s[{,]/.test(c) && (isStart || depth > 0 || /[:\-?]\s+$/.test(before.slice(Math.max(0, i - 8), i + 1)));
  }
  return { quoted: quote !== "", depth };
}

// src/phi/redact/text.ts
var decoder = new TextDecoder("utf-8");
var QUOTE2 = 34;
var BACKSLASH = 92;
var FAR = 1024;
var NEAR = 256;
async function redactText(source, { path, format, options, replacer, write }) {
  const k = kernel();
  const text = runningText(format);
  const capture = new Capture(options, path);
  const sink = sinkOf(format, capture, sinkOptions(k, path, options));
  const rewriter = new Rewriter(k, { json: text === "json", byLine: format === "jsonl", yaml: text !== "json" && isYaml(path) }, replacer);
  const rewrite = (window) => {
    sink.window(window);
    rewriter.write(window, capture.take());
  };
  const drained = {
    read: async (target) => {
      for (const part of rewriter.parts.splice(0)) await write(part);
      return source.read(target);
    }
  };
  const { packs, lowerCase: lower = "auto", recognizers = [] } = options;
  const mode = { text, packs: packBits(packs), lower, user: new UserRecognizers(recognizers, { byLine: format === "jsonl" }) };
  await scanStream(new StreamScanner(k, mode, rewrite), drained);
  for (const part of rewriter.parts) await write(part);
}
function sinkOf(format, capture, options) {
  const file = { path: options.path, bytes: 0, records: 0, rules: {} };
  if (format === "jsonl") return new JsonLinesSink(capture, file, options);
  return runningText(format) === "json" ? new JsonDocumentSink(capture, file, options) : new TextSink(capture, file, options);
}
function sinkOptions(k, path, options) {
  const { packs, hospitals = true, inline = "allow", today } = options;
  const showKey = new Concealer(k, packBits(packs)).conceal;
  return { kernel: k, path: new Scanner(options).showPath(path), hospitals, inline: inline === "allow", today, showKey };
}
var Rewriter = class {
  /** What was written, until it is taken. */
  parts = [];
  #k;
  #json;
  #byLine;
  #yaml;
  #replacer;
  /** Whether the window before ended inside a JSON string. */
  #inString = false;
  constructor(k, { json, byLine, yaml }, replacer) {
    this.#k = k;
    this.#yaml = yaml;
    this.#json = json;
    this.#byLine = byLine;
    this.#replacer = replacer;
  }
  write(window, hits) {
    const { bytes, from, to } = window;
    let at = from;
    const copy = (end) => {
      this.#pass(bytes, at, end);
      if (end > at) this.parts.push(bytes.slice(at, end));
      at = end;
    };
    for (const hit of this.#withRepeats(window, hits)) {
      if (hit.start < at) continue;
      copy(Math.min(hit.start, to));
      const span = this.#json ? this.#jsonSpan(bytes, hit, from, to) : { start: hit.start, end: Math.min(hit.end, to), bare: false };
      const text = this.#replacement(window, hit, span);
      if (text === null) continue;
      if (span.start < at) this.#unwrite(at - span.start);
      this.parts.push(Buffer.from(text));
      at = span.end;
    }
    copy(to);
  }
  /** The hits, and with each name of a record (a line of JSON Lines, else the window) its other places in it. */
  #withRepeats({ bytes, from, to }, hits) {
    const all = [];
    for (let i = 0; i < hits.length; ) {
      const { start } = hits[i];
      const [low, high] = this.#byLine ? [this.#k.lineStart(from, start), this.#k.lineEnd(start, to)] : [from, to];
      let next = i + 1;
      while (next < hits.length && hits[next].start < high) next += 1;
      const own = hits.slice(i, next);
      for (const hit of withRepeats(own, this.#names(bytes, own).find(bytes, low, high, this.#json), nameHit)) all.push(hit);
      i = next;
    }
    return all;
  }
  #names(bytes, hits) {
    const names = new RepeatedNames();
    for (const hit of hits) {
      if (hit.kind !== K_NAME || hit.user !== void 0) continue;
      const raw = decoder.decode(bytes.subarray(hit.start, hit.end));
      const value = this.#json ? unescapeJson(raw) : raw;
      if (!this.#replacer.isOwn(value)) names.add(value);
    }
    return names;
  }
  /** Takes back bytes of a JSON number that stand before the hit. */
  #unwrite(n) {
    const last = this.parts.pop();
    if (last !== void 0 && last.length > n) this.parts.push(last.subarray(0, last.length - n));
  }
  #replacement(window, hit, span) {
    const { bytes } = window;
    const { start, end, bare } = span;
    const raw = decoder.decode(bytes.subarray(start, end));
    const value = this.#json && !bare ? unescapeJson(raw) : raw;
    if (end <= start || this.#replacer.isOwn(value)) return null;
    if (bare) return this.#replacer.number(ruleOf(hit), value);
    const text = this.#replacer.text(ruleOf(hit), value);
    if (this.#yaml && this.#replacer.style === "tag") return yamlTag(text, this.#around(window, span));
    return this.#json ? JSON.stringify(text).slice(1, -1) : text;
  }
  /** What stands around a value, as far as it can matter: long lines are read in part. */
  #around({ bytes, from, to }, { start, end }) {
    const line = this.#k.lineStart(from, start);
    const text = (low, high) => decoder.decode(bytes.subarray(low, Math.max(low, high)));
    const above = line === from ? from : this.#k.lineStart(from, line - 1);
    return {
      before: text(Math.max(line, start - FAR), start),
      behind: text(end, Math.min(this.#k.lineEnd(end, to), end + NEAR)),
      above: text(Math.max(above, line - NEAR), line)
    };
  }
  /** The hit inside of its JSON string, whole escapes; or the whole bare value that it is part of. */
  #jsonSpan(bytes, hit, low, to) {
    let start = hit.start;
    let end = Math.min(hit.end, to);
    if (this.#inString) {
      end = Math.min(end, this.#k.stringEnd(start, to));
      if (slashes(bytes, end, start) % 2 === 1) end = Math.min(to, end + (bytes[end] === 117 ? 5 : 1));
      return { start, end, bare: false };
    }
    while (start > low && isNumberByte(bytes[start - 1] ?? 0)) start -= 1;
    let stop = hit.start;
    while (stop < to && isNumberByte(bytes[stop] ?? 0)) stop += 1;
    return { start, end: stop, bare: true };
  }
  /** Follows quotes through bytes that are copied. */
  #pass(bytes, from, to) {
    if (!this.#json) return;
    let p = from;
    while (p < to) {
      if (this.#inString) {
        const end = this.#k.stringEnd(p, to);
        if (end < to) this.#inString = false;
        p = end + 1;
        continue;
      }
      const quote = bytes.subarray(p, to).indexOf(QUOTE2);
      if (quote < 0) return;
      this.#inString = true;
      p += quote + 1;
    }
  }
};
function nameHit({ start, end }) {
  return { kind: K_NAME, level: WARN, confidence: 150, start, end, flags: 0, user: void 0 };
}
function slashes(bytes, end, low) {
  let n = 0;
  while (end - 1 - n >= low && bytes[end - 1 - n] === BACKSLASH) n += 1;
  return n;
}
function isNumberByte(c) {
  return c >= 48 && c <= 57 || c === 45 || c === 43 || c === 46 || c === 101 || c === 69;
}

// src/phi/redact.ts
var PASSES = 4;
async function runRedact(request) {
  const replacer = new Replacer(request.style, request.seed ?? randomBytes(32).toString("hex"));
  const draft = `${request.output}.${randomBytes(6).toString("hex")}`;
  try {
    const result = await redactAll({ ...request, output: draft }, replacer);
    renameSync(draft, request.output);
    return result;
  } catch (error) {
    rmSync(draft, { force: true });
    const told = error instanceof Fault || typeof error?.code === "string";
    throw told ? error : unreadable(request.path, error);
  }
}
function unreadable(path, error) {
  const why = error instanceof UnreadableError ? error.message : "its content is damaged";
  return new Fault({
    code: "redact-read",
    kind: "usage",
    message: `the file could not be read to its end: ${why}`,
    place: { path },
    fix: "repair the file or make it again"
  });
}
async function redactAll(request, replacer) {
  await redactFile(request, request.input, replacer);
  const later = { ...request, options: afterReplacing(request.options) };
  let left = await leftOver(later, replacer);
  for (let pass = 1; pass < PASSES && Object.keys(left).length > 0; pass++) {
    const before = `${request.output}.before`;
    renameSync(request.output, before);
    try {
      await redactFile(later, before, replacer);
    } finally {
      rmSync(before);
    }
    left = await leftOver(later, replacer);
  }
  return { replaced: replacer.replaced, left };
}
function fileSource(fd) {
  return { read: (target) => readSync(fd, target, 0, target.length, null) };
}
async function redactFile(request, input, replacer) {
  const { path, options, output } = request;
  const { compression, inner } = compressionOf(path);
  const fd = openSync(input, "r");
  try {
    const raw = decompressed(fileSource(fd), compression);
    const head = await readHead(raw, 65536);
    const sniffed = sniff(inner, head);
    checkFormat(path, sniffed, compression);
    if (sniffed.format === "parquet") {
      const { redactParquet } = await import("./parquet-BNJ3BWNJ.mjs");
      await redactParquet(input, output, { path, options, replacer });
    } else {
      const source = transcoded(withHead(head, raw), sniffed);
      await written(output, compression, async (write) => {
        const redaction = { path, format: sniffed.format, options, replacer, write };
        if (sniffed.format === "csv") await redactCsv(source, delimiterOf(head), redaction);
        else if (sniffed.format === "tsv") await redactCsv(source, 9, redaction);
        else await redactText(source, redaction);
      });
    }
  } finally {
    closeSync(fd);
  }
  replacer.endPass();
}
function checkFormat(path, { format }, compression) {
  const is = compression === "zstd" || compression !== null && format === "parquet" ? compression : format;
  if (is !== "zstd" && is !== "gzip" && is !== "binary" && is !== "arrow" && is !== "lfs-pointer") return;
  throw new Fault({
    code: "redact-format",
    kind: "usage",
    message: `${is} files cannot be redacted`,
    place: { path },
    expected: "text, JSON Lines, JSON, a notebook, CSV, TSV (each of them also as .gz) or Parquet",
    fix: "unpack or convert the file first"
  });
}
async function written(output, compression, work) {
  const file = createWriteStream(output);
  const gzip = compression === "gzip" ? createGzip() : null;
  gzip?.pipe(file);
  const out = gzip ?? file;
  const closed = once(file, "close");
  closed.catch(() => void 0);
  try {
    await work(async (bytes) => {
      if (file.errored) throw file.errored;
      if (bytes.length > 0 && !out.write(bytes)) await Promise.race([once(out, "drain"), closed]);
    });
    out.end();
    await closed;
  } finally {
    file.destroy();
  }
}
async function leftOver(request, replacer) {
  const left = {};
  const note = ({ rule }) => {
    left[rule] = (left[rule] ?? 0) + 1;
  };
  const options = {
    ...request.options,
    reveal: (finding, value) => {
      if (finding.severity !== "info" && !replacer.isOwn(value)) note(finding);
    }
  };
  const tell = (finding) => {
    if (finding.rule === "phi.unscanned" || finding.rule === "phi.not-scanned") note(finding);
  };
  const collector = new Collector(options, tell, request.path);
  const fd = openSync(request.output, "r");
  try {
    await new Scanner(options, collector).scanFile({ path: request.path, file: request.output, open: () => fileSource(fd) });
  } finally {
    closeSync(fd);
  }
  return left;
}

// src/phi/ruleset.ts
function rulesetDigest(options) {
  const {
    packs = [],
    hospitals = true,
    inline = "allow",
    recognizers = [],
    allow = null,
    sidecars = [],
    lowerCase = "auto",
    today = null
  } = options;
  return digestJson({
    version: VERSION,
    kinds: KINDS.map(({ kind }) => kind),
    labels: labelRows().map(({ words, label, mark }) => [words.join(" "), label, mark]),
    words: wordRows().map(({ word, label }) => [word, label]),
    names: digestOfNames(),
    options: {
      packs: [...packs].sort(),
      hospitals,
      inline,
      recognizers,
      allow,
      sidecars: sidecars.map(({ of, list }) => ({ of, list })),
      lowerCase,
      today
    }
  });
}

// src/phi/run.ts
import { statSync as statSync2 } from "node:fs";

// src/phi/merge.ts
function shifted2(finding, lines) {
  if (lines === 0) return finding;
  const place2 = { ...finding.place };
  if (place2.line !== void 0) place2.line += lines;
  if (place2.record !== void 0) place2.record += lines;
  return { ...finding, place: place2 };
}
function addRules(to, from) {
  for (const [rule, n] of Object.entries(from)) {
    const sum2 = to[rule] ?? { block: 0, warn: 0, info: 0, allowed: 0 };
    to[rule] = { block: sum2.block + n.block, warn: sum2.warn + n.warn, info: sum2.info + n.info, allowed: sum2.allowed + n.allowed };
  }
}
var Merger = class {
  #limit;
  #onFinding;
  #findings = [];
  #files = [];
  #notScanned = [];
  #used = /* @__PURE__ */ new Set();
  #proposals = /* @__PURE__ */ new Map();
  #source = "";
  #listed = 0;
  #found = 0;
  constructor(limit, onFinding = null) {
    this.#limit = limit;
    this.#onFinding = onFinding;
  }
  /** Adds the next unit; `source` tells files apart (their path before masking). */
  add(source, unit) {
    let file = this.#files.at(-1);
    if (file === void 0 || source !== this.#source) {
      file = { path: unit.path, bytes: 0, records: 0, rules: {} };
      this.#files.push(file);
      this.#source = source;
    }
    for (const finding of unit.findings) this.#list(shifted2(finding, file.records));
    file.bytes += unit.bytes;
    file.records += unit.records;
    addRules(file.rules, unit.rules);
    for (const n of Object.values(unit.rules)) this.#found += n.block + n.warn + n.info;
    if (unit.notScanned !== null) this.#notScanned.push({ path: unit.path, reason: unit.notScanned });
    for (const i of unit.allowUsed) this.#used.add(i);
    for (const proposal of unit.proposals) this.#proposals.set(`${proposal.path}
${proposal.rule}
${proposal.tag}`, proposal);
  }
  /** How many more findings are listed; what a unit lists beyond it is dropped. */
  get room() {
    return Math.max(0, this.#limit - this.#listed);
  }
  #list(finding) {
    this.#listed += 1;
    if (this.#listed > this.#limit) return;
    if (this.#onFinding) this.#onFinding(finding);
    else this.#findings.push(finding);
  }
  /** @param entries the exceptions of the scan, when it was one of whole files */
  result(entries) {
    const allowUsed = [...this.#used].sort((a, b) => a - b);
    return {
      findings: this.#findings,
      truncated: this.#found > this.#limit,
      files: this.#files,
      notScanned: this.#notScanned,
      allowUsed,
      proposals: [...this.#proposals.values()].sort((a, b) => `${a.path} ${a.rule} ${a.tag}` < `${b.path} ${b.rule} ${b.tag}` ? -1 : 1),
      ...entries === null ? {} : { aboutExceptions: entryFindings(entries, allowUsed) }
    };
  }
};

// src/phi/pool.ts
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
function workerUrl() {
  for (const relative2 of ["./worker.mjs", "../worker.mjs"]) {
    const url = new URL(relative2, import.meta.url);
    if (existsSync(fileURLToPath(url))) return url;
  }
  return null;
}
var Pool = class {
  #jobs;
  #options;
  #cache;
  #url;
  constructor(jobs, options, cache = null, url = workerUrl()) {
    this.#jobs = jobs;
    this.#options = options;
    this.#cache = cache;
    this.#url = url;
  }
  /** Whether workers can be started here. */
  get ready() {
    return this.#url !== null;
  }
  /**
   * Scans the units of `list`; `done` is called in the order of the list. `room` says how many findings can still be listed when a unit is given out.
   * A worker that dies fails the scan.
   */
  async run(units, list, { done, room, signal }) {
    const url = this.#url;
    if (url === null) throw new Error("there is no worker to start");
    const results = /* @__PURE__ */ new Map();
    let next = 0;
    let handed = 0;
    const workers = Array.from(
      { length: this.#jobs },
      () => new Worker(url, { workerData: { options: this.#options, cache: this.#cache } })
    );
    try {
      await Promise.all(
        workers.map(
          (worker) => new Promise((resolve2, reject) => {
            const give = () => {
              const unit = list[next++];
              if (unit === void 0) resolve2();
              else worker.postMessage({ unit, work: units[unit], room: room() });
            };
            worker.on("message", (reply) => {
              if ("failed" in reply) {
                reject(new Error(reply.failed));
                return;
              }
              results.set(reply.unit, reply.result);
              for (let i = list[handed]; i !== void 0 && results.has(i); i = list[handed]) {
                done(i, results.get(i));
                results.delete(i);
                handed += 1;
              }
              give();
            });
            worker.on("error", () => reject(new Error("a scan worker failed")));
            worker.on("exit", () => reject(new Error("a scan worker ended early")));
            signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
            give();
          })
        )
      );
    } finally {
      await Promise.all(workers.map((worker) => worker.terminate()));
    }
  }
};

// src/phi/run.ts
var WORKER_FLOOR = 32 * 1024 * 1024;
function byPath(a, b) {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
function planUnits(files) {
  return [...files].sort(byPath).flatMap((file) => unitsOf(file));
}
function wholeUnits(files, lines) {
  return [...files].sort(byPath).flatMap((file) => lines.has(file.path) ? [{ ...file, bytes: sizeOf(file.file) }] : []);
}
function sizeOf(file) {
  try {
    return statSync2(file).size;
  } catch {
    return 0;
  }
}
function shardOf(units, index, count2) {
  const total = units.reduce((sum2, unit) => sum2 + unit.bytes + 1, 0);
  const mine = [];
  let before = 0;
  units.forEach((unit, i) => {
    const middle = before + (unit.bytes + 1) / 2;
    if (Math.min(count2 - 1, Math.floor(middle / total * count2)) === index - 1) mine.push(i);
    before += unit.bytes + 1;
  });
  return mine;
}
async function scanAll(request, units, list, { done, room }) {
  const { options, onProgress, signal } = request;
  const total = list.reduce((sum2, i) => sum2 + (units[i]?.bytes ?? 0), 0);
  const place2 = cachePlace(request);
  let bytes = 0;
  const take = (i, result) => {
    done(i, result);
    bytes += units[i]?.bytes ?? 0;
    onProgress?.(bytes, total);
  };
  const jobs = Math.min(request.jobs ?? 1, list.length);
  if (jobs > 1 && total >= WORKER_FLOOR && options.reveal === void 0) {
    const pool = new Pool(jobs, options, place2);
    if (pool.ready) {
      await pool.run(units, list, { done: take, room, signal });
      return;
    }
  }
  const cache = place2 === null ? null : new UnitCache(place2);
  for (const i of list) {
    signal?.throwIfAborted();
    take(i, await unitResult(units[i], options, cache, room()));
  }
}
function cachePlace({ cache, options }) {
  if (cache === void 0 || options.reveal !== void 0 || options.proposeSalt !== void 0) return null;
  return { folder: cache, ruleset: digestJson({ rules: rulesetDigest(options), limit: options.limit ?? null }) };
}
async function runScan(request) {
  const { addedLines, options } = request;
  const units = addedLines === void 0 ? planUnits(request.files) : wholeUnits(request.files, addedLines);
  const all = units.map((_, i) => i);
  const list = request.shard ? shardOf(units, request.shard.index, request.shard.count) : all;
  const merger = new Merger(options.limit ?? Number.POSITIVE_INFINITY, request.onFinding ?? null);
  const full = options.limit ?? Number.POSITIVE_INFINITY;
  const room = () => addedLines === void 0 ? merger.room : full;
  const done = (i, result) => {
    const unit = units[i];
    const lines = addedLines?.get(unit.path);
    merger.add(unit.file, lines === void 0 ? result : onLines(result, lines));
  };
  await scanAll(request, units, list, { done, room });
  return merger.result(request.shard || addedLines ? null : entriesOf(options));
}
function entriesOf(options) {
  let scanner = null;
  return exceptionEntries(options, (path) => {
    scanner ??= new Scanner(options);
    return scanner.showPath(path);
  });
}
function onLines(result, lines) {
  const findings = result.findings.filter(
    ({ place: { line } }) => line === void 0 || lines.some(([from, to]) => line >= from && line <= to)
  );
  const rules = {};
  for (const { rule, severity } of findings) {
    const n = rules[rule] ?? { block: 0, warn: 0, info: 0, allowed: 0 };
    rules[rule] = { ...n, [severity]: n[severity] + 1 };
  }
  return { ...result, findings, rules };
}
async function runShard(request) {
  const units = planUnits(request.files);
  const { index, count: count2 } = request.shard;
  const done = [];
  let listed = 0;
  const room = () => Math.max(0, (request.options.limit ?? Number.POSITIVE_INFINITY) - listed);
  const take = (i, result) => {
    listed += result.findings.length;
    done.push({ unit: i, source: sourceId(units[i]), result });
  };
  await scanAll(request, units, shardOf(units, index, count2), { done: take, room });
  return {
    schema: "tunegate/phi-shard@1",
    ruleset: rulesetDigest(request.options),
    plan: planDigest(units),
    index,
    count: count2,
    units: done,
    exceptions: entriesOf(request.options)
  };
}
function sourceId({ path }) {
  return digestJson(path).slice(0, 16);
}
function planDigest(units) {
  return digestJson(units.map(({ path, bytes, range }) => [path, bytes, range?.from ?? 0, range?.to ?? bytes]));
}
function mergeShards(shards, limit) {
  const [first] = shards;
  if (first === void 0) throw shardFault("there are no shards to merge");
  if (shards.some(({ plan, ruleset, count: count2 }) => plan !== first.plan || ruleset !== first.ruleset || count2 !== first.count))
    throw shardFault("the shards are not of one plan: files, rules or number of shards differ");
  const indexes = shards.map(({ index }) => index).sort((a, b) => a - b);
  if (indexes.length !== first.count || new Set(indexes).size !== first.count)
    throw shardFault(`${first.count} shards are needed, each once; got ${indexes.join(", ")}`);
  const merger = new Merger(limit);
  const units = shards.flatMap((shard) => shard.units).sort((a, b) => a.unit - b.unit);
  for (const { source, result } of units) merger.add(source, result);
  return merger.result(first.exceptions);
}
function shardFault(message) {
  return new Fault({
    code: "shards",
    kind: "usage",
    message,
    fix: "scan the same files with the same options for each I of --shard I/N, and give every --shard-out file to --merge once"
  });
}

// src/phi/sidecars.ts
import { readFileSync, statSync as statSync3 } from "node:fs";
function readSidecars(files) {
  const found = /* @__PURE__ */ new Map();
  for (const { path, file, obstacle } of files) {
    if (obstacle !== void 0) continue;
    const of = sidecarOf(path);
    if (of !== null) found.set(of, file);
    else found.set(path, file + SIDECAR_ENDING);
  }
  return [...found].flatMap(([of, file]) => {
    const text = textOf(file);
    return text === null ? [] : [{ of, list: parseSidecar(text, of + SIDECAR_ENDING) }];
  });
}
function textOf(file) {
  try {
    return statSync3(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, "utf8") : null;
  } catch {
    return null;
  }
}
function parseSidecar(text, path) {
  try {
    return parseAllow(text, path);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault({ ...error.details, place: { ...error.details.place, path: new Scanner({}).showPath(path) } });
  }
}

export {
  forbiddenSidecar,
  assertClean,
  listFiles,
  proposedAllow,
  runRedact,
  rulesetDigest,
  runScan,
  runShard,
  mergeShards,
  readSidecars,
  parseSidecar
};
