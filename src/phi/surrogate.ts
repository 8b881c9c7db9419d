/** Values of the same form that belong to nobody: documented fictional ranges where there are any, other digits and letters elsewhere. */

const GIVEN = ["Alex", "Robin", "Sam", "Jordan", "Casey", "Morgan", "Riley", "Quinn", "Avery", "Taylor"];
const FAMILY = ["Sample", "Placeholder", "Surrogate", "Standin", "Fictive", "Testcase"];
const PLACES = ["Sampletown", "Fictiveville", "Placeholder City"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const MONTH = new RegExp(`\\b(?:${MONTHS.map((month) => `${month.slice(0, 3)}(?:${month.slice(3)})?`).join("|")})\\b`, "i");

/** A surrogate for a value of a rule; equal `random` bytes (32) give equal surrogates. */
export function surrogate(rule: string, value: string, random: Uint8Array): string {
  const pick = (list: readonly string[], i: number): string => list[(random[i] ?? 0) % list.length] as string;
  switch (rule) {
    case "phi.name":
      return /\s/.test(value.trim()) ? `${pick(GIVEN, 0)} ${pick(FAMILY, 1)}` : pick(FAMILY, 0);
    case "phi.place":
      return place(value, random, pick);
    case "phi.email":
      return `person${number(random, 0) % 10_000}@example.com`;
    case "phi.url":
      return "https://example.com/";
    case "phi.ip":
      return value.includes(":") ? "2001:db8::1" : `203.0.113.${1 + ((random[0] ?? 0) % 254)}`;
    case "phi.date":
      return date(value, random);
    case "phi.age":
      return value.replace(/\d+/, String(30 + ((random[0] ?? 0) % 50)));
    case "phi.ssn":
      return ssn(value, random);
    case "phi.phone":
    case "phi.fax":
      return phone(value, random);
    default:
      return shifted(value, random);
  }
}

function number(random: Uint8Array, at: number): number {
  return ((random[at] ?? 0) << 8) | (random[at + 1] ?? 0);
}

function place(value: string, random: Uint8Array, pick: (list: readonly string[], i: number) => string): string {
  if (/^\d+[A-Za-z]?\s+\p{L}/u.test(value.trim())) return `${100 + (number(random, 2) % 900)} Sample Street`;
  return /\d/.test(value) ? shifted(value, random) : pick(PLACES, 0);
}

/** Another day: months by name become other months, one or two digits a day from 1 to 12 (valid in any order), four digits a year nearby. */
function date(value: string, random: Uint8Array): string {
  const at = (i: number): number => random[i % random.length] ?? 0;
  let i = 0;
  const moved = value.replace(/\d+/g, (digits) => {
    i += 1;
    if (digits.length === 8) return `${year(digits.slice(0, 4), at(i))}${two(1 + (at(i + 1) % 12))}${two(1 + (at(i + 2) % 12))}`;
    if (digits.length === 4) return year(digits, at(i));
    if (digits.length > 2) return shifted(digits, random);
    const day = 1 + (at(i) % 12);
    const other = day === Number(digits) ? 1 + (day % 12) : day;
    return digits.length === 2 ? two(other) : String(1 + (other % 9));
  });
  return moved.replace(MONTH, (month) => {
    const now = MONTHS.findIndex((name) => name.slice(0, 3).toLowerCase() === month.slice(0, 3).toLowerCase());
    const next = MONTHS[(now + 1 + (at(9) % 11)) % 12] as string;
    return month.length === 3 ? next.slice(0, 3) : next;
  });
}

function two(n: number): string {
  return String(n).padStart(2, "0");
}

function year(digits: string, random: number): string {
  return String(Number(digits) - 1 - (random % 3));
}

/** Areas from 900 with a group below 50 belong to nobody: neither a social security nor a taxpayer number. */
function ssn(value: string, random: Uint8Array): string {
  if (value.replace(/\D/g, "").length !== 9) return shifted(value, random);
  const digits = `9${two((random[0] ?? 0) % 100)}${10 + ((random[1] ?? 0) % 40)}${String(number(random, 2) % 10_000).padStart(4, "0")}`;
  return refilled(value, digits);
}

/** 555-01xx, kept for fiction, where the value is a North American number. */
function phone(value: string, random: Uint8Array): string {
  const digits = value.replace(/\D/g, "");
  if (digits.length !== 10 && !(digits.length === 11 && digits.startsWith("1"))) return shifted(value, random);
  const area = `${2 + ((random[0] ?? 0) % 7)}${two((random[1] ?? 0) % 100)}`;
  return refilled(value, `${digits.slice(0, -10)}${area}55501${two((random[2] ?? 0) % 100)}`);
}

/** The value with its digits, in order, replaced by others. */
function refilled(value: string, digits: string): string {
  let i = 0;
  return value.replace(/\d/g, () => digits[i++] ?? "0");
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
      return /\p{Lu}/u.test(char) ? "X" : /\p{L}/u.test(char) ? "x" : char;
    })
    .join("");
}
