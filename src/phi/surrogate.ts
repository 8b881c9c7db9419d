/** Values of the same form that belong to nobody: documented fictional ranges where there are any, other digits and letters elsewhere. */

const GIVEN = ["Alex", "Robin", "Sam", "Jordan", "Casey", "Morgan", "Riley", "Quinn", "Avery", "Taylor"];
const FAMILY = ["Sample", "Placeholder", "Surrogate", "Standin", "Fictive", "Testcase"];
const PLACES = ["Sampletown", "Fictiveville", "Placeholder City"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const MONTH = new RegExp(`\\b(?:${MONTHS.map((month) => `${month.slice(0, 3)}(?:${month.slice(3)})?`).join("|")})\\b`, "i");

/** A surrogate for a value of a rule; equal `random` bytes (32) give equal surrogates. */
export function surrogate(rule: string, value: string, random: Uint8Array): string {
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
      // The country of an account number in the international form stays.
      return /^[A-Z]{2}\d{2}[ A-Z0-9]{10,}$/.test(value) ? value.slice(0, 2) + shifted(value.slice(2), random) : shifted(value, random);
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
      return UUID.test(value) ? hex(value, random) : shifted(value, random);
  }
}

function pick(list: readonly string[], random: Uint8Array, not: string): string {
  const at = (random[0] ?? 0) % list.length;
  const found = list[at] as string;
  return found.toLowerCase() === not.toLowerCase() ? (list[(at + 1) % list.length] as string) : found;
}

/** Words that are part of a name and of no one person: titles, degrees, "junior". */
const TITLE = /^(?:(?:mr|mrs|ms|dr|prof|sr|sra|jr)\.?|MD|M\.D\.|PhD|II|III|IV)$/i;
/** Small words that stand between names, where others begin with a capital. */
const PARTICLE = /^(?:de|del|la|las|los|y|e|da|das|do|dos|di|du|van|von|der|den|ten|ter|el|al|bin|ibn)$/;

/**
 * Another name of the same form ("Smith, John" becomes "Sample, Robin"). Each word has its own: who is "John Smith" in one place and "Mr. Smith" in
 * another stays one person.
 * @param of random bytes for a word, and whether a name that stands alone is a given name
 */
export function nameSurrogate(
  value: string,
  of: { readonly randomOf: (word: string) => Uint8Array; readonly isGiven: (word: string) => boolean },
): string {
  const given = givenName(value);
  const isLower = value === value.toLowerCase();
  return value.replace(/[^\s,]+/g, (word, at: number) => {
    if (TITLE.test(word) || (!isLower && PARTICLE.test(word))) return word;
    const random = of.randomOf(word);
    if (/^\p{L}\.?$/u.test(word)) return shifted(word, random);
    const isGiven = given === null ? of.isGiven(word) : at === given.at;
    return inCaseOf(word, pick(isGiven ? GIVEN : FAMILY, random, word));
  });
}

/** The given name in a name of several words: the first, or the one behind the comma. Null for one word. */
export function givenName(value: string): { readonly word: string; readonly at: number } | null {
  const words = [...value.matchAll(/[^\s,]+/g)].filter(([word]) => !TITLE.test(word));
  if (words.length < 2) return null;
  const comma = value.indexOf(",");
  const found = (comma < 0 ? undefined : words.find(({ index }) => index > comma)) ?? words[0];
  return found === undefined ? null : { word: found[0], at: found.index };
}

function inCaseOf(model: string, word: string): string {
  if (model === model.toLowerCase()) return word.toLowerCase();
  return model.length > 1 && model === model.toUpperCase() ? word.toUpperCase() : word;
}

function number(random: Uint8Array, at: number): number {
  return ((random[at] ?? 0) << 8) | (random[at + 1] ?? 0);
}

const ZIP = /^(.*?)(\d{5})(-\d{4})?$/s;
const STATE =
  /^(.*?)([\s,]*)\b([A-Z]{2}|Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|York)|(?:North|South) (?:Carolina|Dakota)|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|Tennessee|Texas|Utah|Vermont|(?:West )?Virginia|Washington|Wisconsin|Wyoming)([.,]?\s*)$/s;
const BOX = /^(?:p\.?\s*o\.?\s*box|apartado|box)\b/i;

/** A ZIP code becomes one of no place; the state before it stays, for it is no identifier. */
function place(value: string, random: Uint8Array): string {
  const zip = BOX.test(value) ? null : ZIP.exec(value);
  if (zip !== null) {
    const [, before = "", , more = ""] = zip;
    const [, town = "", gap = "", state = "", space = ""] = STATE.exec(before) ?? /^(.*?)([\s,]*)$/s.exec(before) ?? [];
    // Codes below 00500 belong to nobody.
    const code = `00${100 + (number(random, 4) % 400)}${shifted(more, random)}`;
    return `${town === "" ? "" : place(town, random)}${gap}${state}${space}${code}`;
  }
  if (BOX.test(value)) return value.replace(/\d+/g, (digits) => shifted(digits, random));
  if (/^\d+[A-Za-z]?\s+\p{L}/u.test(value.trim())) return `${100 + (number(random, 2) % 900)} Sample Street`;
  return /\d/.test(value) ? shifted(value, random) : pick(PLACES, random, value);
}

const MAC = /^[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?:(?:\1[0-9a-f]{2}){2})?$/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** A network address stays one (02: given out by nobody); a UDI keeps the numbers that name its parts. */
function device(value: string, random: Uint8Array): string {
  if (MAC.test(value)) return `02${hex(value.slice(2), random)}`;
  return value
    .split(/(\(\d{2,4}\))/)
    .map((part, i) => (i % 2 === 1 ? part : shifted(part, random)))
    .join("");
}

/** Each hexadecimal digit becomes another one, in the case of the letters. */
function hex(value: string, random: Uint8Array): string {
  let i = 0;
  const digits = value.replace(/[0-9a-f]/gi, (digit) => {
    const step = random[i++ % random.length] ?? 0;
    return ((Number.parseInt(digit, 16) + 1 + (step % 15)) % 16).toString(16);
  });
  return /[A-F]/.test(value) ? digits.toUpperCase() : digits;
}

/** Without I, O and Q; the ninth character is a digit. */
function vin(value: string, random: Uint8Array): string {
  const moved = shifted(value.toUpperCase(), random, "ABCDEFGHJKLMNPRSTUVWXYZ");
  const vehicle = `${moved.slice(0, 8)}${(random[8] ?? 0) % 10}${moved.slice(9)}`;
  return value === value.toUpperCase() ? vehicle : vehicle.toLowerCase();
}

/** Without S, L, O, I, B and Z; the first digit is no zero. */
function mbi(value: string, random: Uint8Array): string {
  const moved = shifted(value, random, "ACDEFGHJKMNPQRTUVWXY");
  return moved.startsWith("0") ? `1${moved.slice(1)}` : moved;
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

const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Each digit becomes another digit, each letter another letter of its case (capitals one of `capitals`); everything else stays. */
function shifted(value: string, random: Uint8Array, capitals: string = CAPITALS): string {
  let i = 0;
  return [...value]
    .map((char) => {
      const step = random[i++ % random.length] ?? 0;
      if (/[0-9]/.test(char)) return String((Number(char) + 1 + (step % 9)) % 10);
      if (/[a-z]/.test(char)) return String.fromCharCode(97 + ((char.charCodeAt(0) - 97 + 1 + (step % 25)) % 26));
      const at = capitals.indexOf(char);
      if (at >= 0) return capitals[(at + 1 + (step % (capitals.length - 1))) % capitals.length] as string;
      return /\p{Lu}/u.test(char) ? "X" : /\p{L}/u.test(char) ? "x" : char;
    })
    .join("");
}
