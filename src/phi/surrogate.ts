/** Values of the same form that belong to nobody: documented fictional ranges where there are any, shifted digits and letters elsewhere. */

const GIVEN = ["Alex", "Robin", "Sam", "Jordan", "Casey", "Morgan", "Riley", "Quinn", "Avery", "Taylor"];
const FAMILY = ["Sample", "Placeholder", "Surrogate", "Standin", "Fictive", "Testcase"];
const PLACES = ["Sampletown", "Fictiveville", "Placeholder City"];

/** A surrogate for a value of a rule; equal `random` bytes give equal surrogates. */
export function surrogate(rule: string, value: string, random: Uint8Array): string {
  const pick = (list: readonly string[], i: number): string => list[(random[i] ?? 0) % list.length] as string;
  if (rule === "phi.name") return /\s/.test(value.trim()) ? `${pick(GIVEN, 0)} ${pick(FAMILY, 1)}` : pick(FAMILY, 0);
  if (rule === "phi.place" && !/\d/.test(value)) return pick(PLACES, 0);
  if (rule === "phi.email") return `person${number(random, 0) % 10_000}@example.com`;
  if (rule === "phi.url") return "https://example.com/";
  if (rule === "phi.ip") return value.includes(":") ? "2001:db8::1" : `203.0.113.${(random[0] ?? 0) % 254}`;
  return shifted(value, random);
}

function number(random: Uint8Array, at: number): number {
  return ((random[at] ?? 0) << 8) | (random[at + 1] ?? 0);
}

/** Each digit becomes another digit, each letter another letter of its case; everything else stays. */
function shifted(value: string, random: Uint8Array): string {
  let i = 0;
  return [...value]
    .map((char) => {
      const step = random[i++ % random.length] ?? 0;
      if (/[0-9]/.test(char)) return String((Number(char) + 1 + (step % 9)) % 10);
      if (/[a-z]/.test(char)) return String.fromCharCode(97 + ((char.charCodeAt(0) - 97 + 1 + (step % 25)) % 26));
      if (/[A-Z]/.test(char)) return String.fromCharCode(65 + ((char.charCodeAt(0) - 65 + 1 + (step % 25)) % 26));
      return char;
    })
    .join("");
}
