import { describe, expect, it } from "vitest";
import { type Hit, judge } from "../../src/phi/hits.ts";
import * as L from "../../src/phi/kernel/layout.ts";
import { javascriptKernel, wasmKernel } from "../../src/phi/kernel.ts";

const region = (start: number): Hit => ({
  kind: L.K_PLACE,
  level: L.WARN,
  confidence: 1,
  start,
  end: start + 6,
  flags: L.F_TAGGED | L.F_REGION | L.F_LIKELY,
  user: undefined,
});

describe.each([wasmKernel(), javascriptKernel()])("judge ($build)", (k) => {
  it("asks a record once whether it is medical, however many spans depend on it", () => {
    for (const medical of [true, false]) {
      let asked = 0;
      const hits = Array.from({ length: 100 }, (_, i) => region(i * 50));
      const kept = judge(k, hits, {
        bytes: 5000,
        hospitals: true,
        isMedical: () => {
          asked += 1;
          return medical;
        },
      });
      expect(asked).toBe(1);
      expect(kept.length).toBe(medical ? 0 : 100);
    }
  });

  it("does not ask when nothing depends on it", () => {
    const ssn: Hit = { ...region(0), kind: L.K_SSN, level: L.BLOCK, flags: L.F_CHECK };
    expect(
      judge(k, [ssn], {
        bytes: 100,
        hospitals: true,
        isMedical: () => {
          throw new Error("asked");
        },
      }),
    ).toEqual([ssn]);
  });
});
