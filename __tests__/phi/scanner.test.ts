import { describe, expect, it } from "vitest";
import { assertClean, type PhiOptions, Scanner } from "../../src/phi/index.ts";

function scan(text: string, format: "text" | "jsonl" | "json" = "text", options: PhiOptions = {}) {
  const scanner = new Scanner(options);
  scanner.scanText(text, `data/file.${format === "text" ? "txt" : format}`, format);
  return scanner.collector.findings;
}

const brief = (text: string, options: PhiOptions = {}) =>
  scan(text, "text", options)
    .filter(({ severity }) => severity !== "info")
    .map(({ kind, place }) => `${kind} ${text.slice(place.start, place.end)}`);

describe("identifiers in text", () => {
  it.each([
    ["SSN: 449-87-4100.", "ssn 449-87-4100"],
    ["SSN449-87-4100Patient", "ssn 449-87-4100"],
    ["MRN: 00412345", "mrn 00412345"],
    ["Medical record number is AB-123456", "mrn AB-123456"],
    ["call (212) 555-0187 x12", "phone (212) 555-0187 x12"],
    ["Fax: 212-555-0199", "fax 212-555-0199"],
    ["mail j.doe+x@clinic.co.uk now", "email j.doe+x@clinic.co.uk"],
    ["write to jane (at) gmail (dot) com", "email jane (at) gmail (dot) com"],
    ["NPI 1234567893", "license 1234567893"],
    ["DEA AB1234563", "license AB1234563"],
    ["MBI 1EG4-TE5-MK73", "health-plan 1EG4-TE5-MK73"],
    ["member ID XQZ11822", "health-plan XQZ11822"],
    ["VIN 1M8GDM9AXKP042788", "vehicle 1M8GDM9AXKP042788"],
    ["IBAN GB82 WEST 1234 5698 7654 32", "account GB82 WEST 1234 5698 7654 32"],
    ["card 4111 1111 1111 1111", "account 4111 1111 1111 1111"],
    ["a 94-year-old man", "age 94"],
    ["admitted on 04/12/2023 with", "date 04/12/2023"],
    ["on April 12, 2023 at noon", "date April 12, 2023"],
    ["she came the 12th of March 2021", "date 12th of March 2021"],
    ["Austin, TX 78701", "place Austin, TX 78701"],
    ["from 8.8.8.8 today", "ip 8.8.8.8"],
    ["from 2607:f8b0:4005:805::200e today", "ip 2607:f8b0:4005:805::200e"],
    ["interface 00:1B:44:11:3A:B7 up", "device 00:1B:44:11:3A:B7"],
    ["IMEI 490154203237518", "device 490154203237518"],
    ["(01)04006381333931(21)A12", "device (01)04006381333931(21)A12"],
    ["license plate 7ABC123", "vehicle 7ABC123"],
    ["fingerprint ID: FP-88213", "biometric FP-88213"],
    ["subject ID: S-1042", "id S-1042"],
    ["Visit no. 2209931", "mrn 2209931"],
    ["see https://portal.mercyhealth.org/patients/john.smith today", "url https://portal.mercyhealth.org/patients/john.smith"],
    ["see https://mychart.stanford.edu/p/12345678 today", "url https://mychart.stanford.edu/p/12345678"],
    ["S/N: 88213-A7", "device 88213-A7"],
    ["DOS 06/03/24-06/05/24", "date 06/03/24"],
    ["DOS 06/03/24-06/05/24", "date 06/05/24"],
    ["in 2024-06-03 - 2024-06-05 she", "date 2024-06-03"],
    ["DOB: 9.9.24", "date 9.9.24"],
    ["DOB: 08 21 1957", "date 08 21 1957"],
    ["Fri 10/25 call", "date Fri 10/25"],
    ["f/u 7/1 with PCP", "date 7/1"],
    ["Appt 7/22", "date 7/22"],
    ["born jan 6th", "date jan 6th"],
    ["92F s/p fall", "age 92"],
    ["a 97M with dyspnea", "age 97"],
    ["paciente de 93 años", "age 93"],
    ["call at any hour, 347-555-0166", "phone 347-555-0166"],
  ])("finds %s", (text, expected) => {
    expect(brief(text)).toContain(expected);
  });

  it.each([
    "a 34-year-old woman in 2019",
    "version 1.2.3.4 of the model",
    "dose 500 mg, 12:30, 3.14159265358",
    "step:1200/5100 train_loss:3.2812 time:212345ms",
    "ticket 12345 of 67890",
    "pain 4/10 today",
    "00000000:65:02.0 Off",
    "git@github.com:org/repo.git",
    "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "epoch 1700000003",
    "age 90 or older",
    "adults aged 90 and over",
    "patient.age >= 90",
    "age 92d",
    "temp 99F today",
    "Vitals T: 101F, HR 88",
    "T 98F and stable",
    "see https://www.mercyhealth.org/patients/index.html today",
    "5-5-10 mg daily",
    "visual acuity 6/24 in both",
    "take 1/2 tab",
    "call +1 if age < 95",
    "MRN and other labels\n12345678",
    "Medicare\n2024 premiums rise",
  ])("leaves alone: %s", (text) => {
    expect(brief(text)).toEqual([]);
  });
});

describe("labels in JSON", () => {
  const found = (text: string): string[] =>
    scan(text, "jsonl")
      .filter(({ severity }) => severity !== "info")
      .map(({ kind, severity, place }) => `${kind} ${severity} ${place.record}`);

  it("name values of their own record only", () => {
    expect(found('{"x":"MRN"}\n{"text":"ABG 7.31/58/62/28 on 4 L"}\n')).toEqual([]);
    expect(found('[{"x":"MRN"},{"text":"ABG 7.31/58/62/28 on 4 L"}]\n')).toEqual([]);
    expect(found('{"type":{"text":"Medical Record Number"},"value":"12345678"}\n')).toEqual(["mrn block 0"]);
    expect(found('{"type":{"coding":[{"display":"Medical Record Number"}]},"value":"12345678"}\n')).toEqual(["mrn block 0"]);
  });

  it("reach over a line break of two characters", () => {
    expect(found('{"t":"MRN:\\r\\n12345678"}\n')).toEqual(["mrn block 0"]);
    expect(found('{"t":"SSN:\\r\\n518447261"}\n')).toEqual(["ssn block 0"]);
    expect(found('{"t":"MRN\\n12345678"}\n')).toEqual(["mrn block 0"]);
  });

  it("count for numbers that a table program made floats", () => {
    expect(found('{"ssn":518447261.0}\n{"mrn":12345678.0}\n{"npi":1234567893.0}\n{"score":12345678.5}\n')).toEqual([
      "ssn block 0",
      "mrn block 1",
      "license block 2",
    ]);
  });

  it("count inside of JSON in a string, as tools are called", () => {
    const call = JSON.stringify({ arguments: JSON.stringify({ last_name: "Eze", given_name: "Nkechi", drug: "Aspirin" }) });
    expect(found(`${call}\n`)).toEqual(["name block 0", "name block 0"]);
  });

  it("make a name of what stands behind them in prose", () => {
    const values = (text: string): string[] => brief(text).filter((value) => value.startsWith("name"));
    expect(values("PATIENT NAME: VU, Q. MRN: 1")).toEqual(["name VU, Q"]);
    expect(values("Patient Name: Nkechi Udo-Obi Gender: F")).toEqual(["name Nkechi Udo-Obi"]);
    expect(values("Patient name: Okonkwo, Chidi, DOB 3/4/1980")).toEqual(["name Okonkwo, Chidi"]);
    expect(values("Patient name: Not recorded")).toEqual([]);
    expect(values("Patient name: Unknown")).toEqual([]);
    expect(values("Patient Name: Ana de la Torre y Ruiz is here")).toEqual(["name Ana de la Torre y Ruiz"]);
    expect(values("Patient name: [NAME]")).toEqual([]);
  });
});

describe("names are found whole", () => {
  it.each([
    ["HERNANDEZ-QUIROGA, MARIA admitted. SSN 449-87-4100", "name HERNANDEZ-QUIROGA"],
    ["Haddad, Samira MRN 12345678", "name Haddad"],
    ["Her daughter Eun-ji called. SSN 449-87-4100", "name Eun-ji"],
    ["Note: Asante-Boateng, Kofi. SSN 449-87-4100", "name Asante-Boateng, Kofi"],
    ["Patient Kwame Asante seen in clinic", "name Kwame Asante"],
  ])("%s", (text, expected) => {
    expect(brief(text)).toContain(expected);
  });

  it("and the authors of a citation are public", () => {
    expect(brief("Green S, Deyo RA, Mirza SK. Spine 2008;33:2789. SSN 449-87-4100")).toEqual(["ssn 449-87-4100"]);
    expect(brief("Mary Jones was seen in 2008; SSN 449-87-4100")).toContain("name Mary Jones");
  });
});

describe("names with letters beyond Latin-1", () => {
  it.each(["Mr. Łukasz Żak came today", "Mrs. Žižek called", "Dr. Ọbasanjọ saw her"])("%s", (text) => {
    expect(brief(text).join()).toMatch(/^name /);
  });
});

describe("Spanish pack", () => {
  it.each([
    ["Telf: 911 223344", "phone 911 223344"],
    ["Telfs.: 911223344 / 911223355", "phone 911223355"],
    ["Tfno: 911223344 ext 12", "phone 911223344 ext 12"],
    ["FAX: + 34- 911223344", "fax + 34- 911223344"],
    ["Calle Mayor 4, 2º B, 28001 Madrid", "28001"],
    ["Hospital General, 33001, Oviedo", "33001"],
    ["C.P. 28001", "place 28001"],
    ["Entre marzo y abril de 2019 acude a urgencias", "date marzo y abril de 2019"],
    ["Valorado en septiembre del año 2011 por hemiparesia", "date septiembre del año 2011"],
    ["Fecha de nacimiento: 29/03 /1950", "date 29/03 /1950"],
  ])("finds %s", (text, expected) => {
    expect(brief(text, { packs: ["es"] }).join("; ")).toContain(expected);
  });

  it("leaves a number beside a plain word alone", () => {
    expect(brief("12000 unidades en 28001 casos", { packs: ["es"] })).toEqual([]);
  });
});

describe("places", () => {
  it("counts records, pointers and UTF-16 offsets in the decoded string", () => {
    const [finding] = scan('{"a":1}\n{"n":{"text":["x","caf\\u00e9 \\ud83d\\ude00\\nSSN: 449-87-4100"]}}\n', "jsonl");
    expect(finding?.place).toEqual({ path: "data/file.jsonl", line: 2, record: 1, pointer: "/n/text/1", start: 13, end: 24 });
  });

  it("says the line and offset in text", () => {
    const [finding] = scan("one\nzwei ä SSN: 449-87-4100\n");
    expect(finding?.place).toEqual({ path: "data/file.txt", line: 2, start: 12, end: 23 });
  });

  it("reads keys as labels", () => {
    const kinds = scan('{"patient":{"mrn":"A-1234567","dob":"1980-02-03","homePhone":"2124445566"},"created_at":"2020-01-02"}\n', "jsonl");
    expect(kinds.map(({ kind, severity }) => `${kind} ${severity}`)).toEqual(["mrn block", "date block", "phone block", "date info"]);
  });
});

describe("assertClean", () => {
  it("finds what must not be published and leaves masked shapes alone", () => {
    expect(assertClean("verdict PASS\nSSN 449-87-4100\n").map(({ rule }) => rule)).toEqual(["phi.ssn"]);
    expect(assertClean("phi.ssn at data/x.jsonl, shape 999-99-9999\n")).toEqual([]);
  });
});
