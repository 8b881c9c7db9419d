import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { findNames, installTables, loadNameTables } from "../../../src/phi/names/index.ts";

beforeAll(() => installTables(loadNameTables()));

const found = (text: string, options = {}): string[] => findNames(text, options).map((s) => `${s.kind}: ${text.slice(s.start, s.end)}`);

describe("people", () => {
  it.each([
    ["Patient Maria Gonzalez was admitted on 3 May.", "name: Maria Gonzalez"],
    ["Seen by Dr. Okonkwo, who started metformin.", "name: Okonkwo"],
    ["Mrs. Abernathy reports chest pain since Monday.", "name: Abernathy"],
    ["Name: O'Brien, Kathleen", "name: O'Brien"],
    ["The patient, John Peter Smith, has diabetes.", "name: John Peter Smith"],
    ["Thank you for referring Jean-Luc Moreau with asthma.", "name: Jean-Luc Moreau"],
    ["Paciente: José Martínez López, varón de 54 años.", "name: José Martínez López"],
  ])("%s", (text, expected) => {
    expect(found(text, { evidence: 1 })).toContain(expected);
  });

  it("in lower-case chat", () => {
    expect(found("my name is jennifer lopez and i have a fever", { evidence: 1 })).toContain("name: jennifer lopez");
  });
});

describe("places and facilities", () => {
  it.each([
    ["She lives at 4821 Maple Street, Springfield, IL 62704.", "place: 4821 Maple Street, Springfield, IL 62704"],
    ["Moved from Milwaukee to a nursing home after surgery.", "place: Milwaukee"],
    ["Domicilio: Calle Mayor 15, Zaragoza.", "place: Calle Mayor 15, Zaragoza"],
  ])("%s", (text, expected) => {
    expect(found(text, { evidence: 1 })).toContain(expected);
  });

  it("hospitals are a kind of their own", () => {
    expect(found("Admitted to St. Vincent's Hospital on 4/12/2023.", { evidence: 1 })).toContain("facility: St. Vincent's Hospital");
  });
});

describe("what is none", () => {
  it.each([
    "Wilson's disease was excluded by a normal ceruloplasmin.",
    "Charcot-Marie-Tooth disease and Guillain-Barré syndrome are neuropathies.",
    "Started Lipitor and Metformin; Hemoglobin and Creatinine are normal.",
    "The Glasgow Coma Scale was 15 and the Apgar score 9.",
    "What are the treatments for Huntington disease ?",
    "Babinski sign negative, Gleason score 3+4, Wells criteria low.",
    "Patients in Texas and California had more influenza.",
    "The patient takes Advil in May and August.",
    "MRI and CT of the chest showed COPD.",
  ])("%s", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("a state beside a patient's identifier is still none", () => {
    expect(found("The patient moved to Texas for treatment.", { evidence: 1 })).toEqual([]);
  });
});

describe("general text", () => {
  it.each([
    ["Egypt had a role to play in the talks.", "place: Egypt"],
    ["He flew to Saudi Arabia on Sunday.", "place: Saudi Arabia"],
    ["I live in NJ so we drove to the shore.", "place: NJ"],
    ["They left the U.S. last summer.", "place: U.S"],
    ["when are you coming back to ireland", "place: ireland"],
    ["We moved here from MILWAUKEE", "place: MILWAUKEE"],
  ])("%s", (text, expected) => {
    expect(found(text)).toContain(expected);
  });

  it.each([
    "roast turkey and a chili con carne please",
    "Read the FAQ in HTML or ask us.",
    "OK, it is in or out.",
    "The U.S. patient has diabetes; she moved to NJ for treatment.",
  ])("%s: none", (text) => {
    expect(found(text)).toEqual([]);
  });
});

describe("properties", () => {
  const words = fc.constantFrom(
    "Mary",
    "Smith",
    "Dr.",
    "the",
    "patient",
    "Boston",
    "12",
    "St.",
    "Hospital",
    "\n",
    "-",
    "'s",
    "\u00e9l\u00e8ve",
    "\u0416",
    "\ud83d\ude02",
    "of",
    "A.",
    "Calle",
    "disease",
  );

  it("never throws, and gives ordered spans inside the text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary", maxLength: 200 }),
          fc.array(words, { maxLength: 40 }).map((w) => w.join(" ")),
        ),
        (text) => {
          let last = 0;
          for (const s of findNames(text, { lower: true, evidence: 1 })) {
            expect(s.start).toBeGreaterThanOrEqual(last);
            expect(s.end).toBeGreaterThan(s.start);
            expect(s.end).toBeLessThanOrEqual(text.length);
            last = s.end;
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it("says the same whatever was scanned before", () => {
    const text = "Referred by Dr. Lindqvist to Mary Whitfield in Duluth, MN.";
    const alone = found(text, { evidence: 1 });
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (before) => {
        findNames(before.join(" "));
        expect(found(text, { evidence: 1 })).toEqual(alone);
      }),
      { numRuns: 50 },
    );
  });

  it("text far away changes nothing", () => {
    const filler = "the wound is dry and the drain output is falling again today . ".repeat(12);
    const text = "We met Mary Whitfield and Daniel Petrov in Duluth.";
    const expected = found(text, { evidence: 100 });
    expect(found(`${filler}\n${text}\n${filler}`, { evidence: 100 })).toEqual(expect.arrayContaining(expected));
  });

  it("counts UTF-16 units, not bytes", () => {
    const text = "\ud83d\ude02 \u00e9\u00e8\u20ac \ud83d\ude02 Dr. Petersen-M\u00fcller called.";
    const [span] = findNames(text);
    expect(text.slice(span?.start, span?.end)).toBe("Petersen-M\u00fcller");
  });

  it("takes time in proportion to hostile input", () => {
    for (const unit of ["Smith ", "Mr. ", "A", "Mary Smith of ", "1 Oak ", "'s "]) {
      const time = (n: number): number => {
        const text = unit.repeat(n);
        const start = performance.now();
        findNames(text);
        return performance.now() - start;
      };
      time(300);
      const small = Math.max(5, time(300));
      expect(time(1_200)).toBeLessThan(small * 12);
    }
  });
});
