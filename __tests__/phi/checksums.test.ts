import { describe, expect, it } from "vitest";
import * as checks from "../../src/phi/kernel/checks.ts";
import { RAW_AT } from "../../src/phi/kernel/layout.ts";
import { javascriptKernel } from "../../src/phi/kernel.ts";
import vectors from "./vectors/checksums.json" with { type: "json" };

const { u8 } = javascriptKernel();

/** Puts text into the kernel's memory and its digits where the checks read them. */
function load(text: string): number {
  const bytes = new TextEncoder().encode(text);
  u8.set(bytes, RAW_AT);
  u8[RAW_AT + bytes.length] = 0;
  return checks.gather(RAW_AT, RAW_AT + bytes.length);
}

const CHECKS: Record<string, (text: string) => boolean> = {
  luhn: (text) => checks.luhn(0, load(text)) === 1,
  nhs: (text) => load(text) === 10 && checks.nhs() === 1,
  sin: (text) => checks.luhn(0, load(text)) === 1,
  tfn: (text) => load(text) === 9 && checks.tfn() === 1,
  bsn: (text) => load(text) === 9 && checks.bsn() === 1,
  cpf: (text) => load(text) === 11 && checks.cpf() === 1,
  idnr: (text) => load(text) === 11 && checks.steuerId() === 1,
  nir: (text) => load(text) === 15 && 97 - checks.modulo(13, 97) === Number(text.slice(13)),
  aadhaar: (text) => checks.verhoeff(load(text)) === 1,
  verhoeff: (text) => checks.verhoeff(load(text)) === 1,
  rtn: (text) => load(text) === 9 && checks.aba() === 1,
  iban: (text) => {
    load(text);
    return checks.iban(RAW_AT, RAW_AT + text.length) === 1;
  },
  dni: (text) => String.fromCharCode(checks.dniLetter(Number(text.slice(0, 8)))) === text[8],
  nie: (text) => String.fromCharCode(checks.dniLetter("XYZ".indexOf(text[0] ?? "") * 1e7 + Number(text.slice(1, 8)))) === text[8],
};

describe("check digits against python-stdnum", () => {
  const sets = vectors as unknown as Record<string, { valid: string[]; invalid: string[] }>;
  it.each(Object.keys(CHECKS))("%s", (name) => {
    const check = CHECKS[name] as (text: string) => boolean;
    const { valid, invalid } = sets[name] as { valid: string[]; invalid: string[] };
    expect(valid.length).toBeGreaterThan(4);
    expect(valid.filter((text) => !check(text))).toEqual([]);
    expect(invalid.filter(check)).toEqual([]);
  });
});

describe("published vectors", () => {
  it("NPI, DEA, VIN, KVNR, Medicare AU, NSS, CNS, GTIN", () => {
    load("1234567893");
    expect(checks.npi()).toBe(1);
    load("1234567894");
    expect(checks.npi()).toBe(0);
    load("1234563");
    expect(checks.dea()).toBe(1);
    load("1M8GDM9AXKP042788");
    expect(checks.vin(RAW_AT)).toBe(1);
    load("11111111111111111");
    expect(checks.vin(RAW_AT)).toBe(0);
    load("A123456780");
    expect(checks.kvnr(RAW_AT)).toBe(1);
    load("2123456701");
    expect(checks.medicareAu()).toBe(1);
    load("281234567840");
    expect(checks.nssEs()).toBe(1);
    load("04006381333931");
    expect(checks.gtin14()).toBe(1);
    load("04006381333932");
    expect(checks.gtin14()).toBe(0);
  });
});
