import { describe, expect, it } from "vitest";
import { Scanner } from "../../src/phi/index.ts";

function rules(text: string): string[] {
  const scanner = new Scanner({});
  scanner.scanText(text, "data/x.txt");
  return scanner.collector.findings.filter(({ severity }) => severity !== "info").map(({ rule }) => rule);
}

function jsonRules(text: string): string[] {
  const scanner = new Scanner({});
  scanner.scanText(`${JSON.stringify({ text })}\n`, "data/x.jsonl", "jsonl");
  return scanner.collector.findings.filter(({ severity }) => severity !== "info").map(({ rule }) => rule);
}

const VALUES: readonly (readonly [string, string, string])[] = [
  ["phi.ssn", "SSN ", "449-87-4100"],
  ["phi.phone", "call ", "(212) 555-0187"],
  ["phi.email", "mail ", "j.doe@clinic.org"],
  ["phi.mrn", "MRN: ", "00412345"],
  ["phi.license", "NPI ", "1234567893"],
  ["phi.date", "DOB ", "04/12/1980"],
  ["phi.health-plan", "MBI ", "1EG4-TE5-MK73"],
  ["phi.vehicle", "VIN ", "1M8GDM9AXKP042788"],
  ["phi.ip", "from ", "8.8.8.8"],
];

const wide = (text: string): string => text.replace(/[0-9]/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));

const WRAPPERS: readonly (readonly [string, (label: string, value: string) => string])[] = [
  ["as it stands", (label, value) => `${label}${value}`],
  ["quotes", (label, value) => `${label}"${value}"`],
  ["brackets", (label, value) => `${label}(${value})`],
  ["square brackets", (label, value) => `${label}[${value}]`],
  ["full stop", (label, value) => `${label}${value}.`],
  ["comma", (label, value) => `${label}${value}, and`],
  ["line break before", (label, value) => `x\n${label}${value}`],
  ["tab before", (label, value) => `x\t${label}${value}`],
  ["line break behind", (label, value) => `${label}${value}\nnext`],
  ["no-break spaces", (label, value) => `${label}${value}`.replaceAll(" ", "\u00a0")],
  ["zero-width spaces", (label, value) => `${label}${[...value].join("\u200b")}`],
  ["non-breaking hyphens", (label, value) => `${label}${value.replaceAll("-", "\u2011")}`],
];

describe.each(VALUES)("%s", (rule, label, value) => {
  it.each(WRAPPERS)("survives %s, in text and in JSON", (_, wrap) => {
    const text = wrap(label, value);
    expect(rules(text)).toContain(rule);
    expect(jsonRules(text)).toContain(rule);
    const ascii = `{"text":"${[...text].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`).join("")}"}\n`;
    const scanner = new Scanner({});
    scanner.scanText(ascii, "data/x.jsonl", "jsonl");
    expect(scanner.collector.findings.map((finding) => finding.rule)).toContain(rule);
  });

  it("survives full-width digits", () => {
    if (/[A-Z]{2}/.test(value)) return;
    expect(rules(`${label}${wide(value)}`)).toContain(rule);
  });
});

describe("glued words", () => {
  it.each([
    ["SSN449-87-4100", "phi.ssn"],
    ["449-87-4100Patient", "phi.ssn"],
    ["MRN00412345", "phi.mrn"],
    ["DOB04/12/1980", "phi.date"],
    ["Phone(212) 555-0187", "phi.phone"],
  ])("%s", (text, rule) => {
    expect(rules(text)).toContain(rule);
  });
});
