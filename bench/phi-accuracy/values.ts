/** Synthetic identifiers with valid check digits; written apart from the scanner's own checks, so that one cannot hide the other's mistake. */
export type Rng = () => number;

export const int = (r: Rng, lo: number, hi: number): number => lo + Math.floor(r() * (hi - lo + 1));
export const pick = <T>(r: Rng, list: readonly T[]): T => list[Math.floor(r() * list.length)]!;
export const digits = (r: Rng, n: number): string => Array.from({ length: n }, () => int(r, 0, 9)).join("");
const letters = (r: Rng, n: number, from = "ABCDEFGHJKLMNPRSTUVWXYZ"): string =>
  Array.from({ length: n }, () => pick(r, [...from])).join("");

/** Appends the Luhn digit. */
function luhn(body: string): string {
  const sum = [...body].reverse().reduce((total, c, i) => {
    const d = Number(c) * (i % 2 === 0 ? 2 : 1);
    return total + (d > 9 ? d - 9 : d);
  }, 0);
  return body + ((10 - (sum % 10)) % 10);
}

export const ssn = (r: Rng): string =>
  `${pick(r, [int(r, 101, 665), int(r, 667, 899)])}-${String(int(r, 1, 99)).padStart(2, "0")}-${String(int(r, 1, 9999)).padStart(4, "0")}`;
export const npi = (r: Rng): string => luhn(`80840${pick(r, ["1", "2"])}${digits(r, 8)}`).slice(5);
export function dea(r: Rng): string {
  const d = digits(r, 6);
  const n = [...d].map(Number);
  const sum = n[0]! + n[2]! + n[4]! + 2 * (n[1]! + n[3]! + n[5]!);
  return `${pick(r, [..."ABFGM"])}${letters(r, 1)}${d}${sum % 10}`;
}
export function mbi(r: Rng): string {
  const a = (): string => letters(r, 1, "ACDEFGHJKMNPQRTUVWXY");
  const an = (): string => pick(r, [a(), digits(r, 1)]);
  return `${int(r, 1, 9)}${a()}${an()}${digits(r, 1)}-${a()}${an()}${digits(r, 1)}-${a()}${a()}${digits(r, 2)}`;
}
export const card = (r: Rng): string => luhn(`4${digits(r, 14)}`).replace(/(\d{4})(?=\d)/g, "$1 ");
export function iban(r: Rng): string {
  const body = digits(r, 18);
  const rest = [...`${body}131400`].reduce((m, c) => (m * 10 + Number(c)) % 97, 0);
  return `DE${String(98 - rest).padStart(2, "0")}${body}`;
}
export function vin(r: Rng): string {
  const alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
  const value = (c: string): number =>
    /\d/.test(c)
      ? Number(c)
      : "12345678.12345.7.923456789"[c.charCodeAt(0) - 65] === "."
        ? 0
        : Number("12345678.12345.7.923456789"[c.charCodeAt(0) - 65]);
  const weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
  const body = Array.from({ length: 17 }, () => pick(r, [...alphabet]));
  const rest = body.reduce((sum, c, i) => sum + value(c) * weights[i]!, 0) % 11;
  body[8] = rest === 10 ? "X" : String(rest);
  return body.join("");
}
export const mac = (r: Rng): string => `02:${Array.from({ length: 5 }, () => int(r, 16, 255).toString(16).toUpperCase()).join(":")}`;
export const imei = (r: Rng): string => luhn(`35${digits(r, 12)}`);
export function udi(r: Rng): string {
  const body = `0${digits(r, 12)}`;
  const sum = [...body].reduce((total, c, i) => total + Number(c) * (i % 2 === 0 ? 3 : 1), 0);
  return `(01)${body}${(10 - (sum % 10)) % 10}(21)${letters(r, 2)}${digits(r, 4)}`;
}
export const phone = (r: Rng): string => {
  const [a, b, c] = [`${int(r, 2, 9)}${int(r, 2, 9)}${int(r, 2, 9)}`, `${int(r, 2, 9)}${digits(r, 1)}${int(r, 2, 9)}`, digits(r, 4)];
  return pick(r, [`${a}-${b}-${c}`, `(${a}) ${b}-${c}`, `+1 ${a} ${b} ${c}`, `${a}.${b}.${c}`]);
};
const MONTHS = "January February March April May June July August September October November December".split(" ");
export const date = (r: Rng): string => {
  const [y, m, d] = [int(r, 1940, 2025), int(r, 1, 12), int(r, 1, 28)];
  const two = (n: number): string => String(n).padStart(2, "0");
  return pick(r, [
    `${two(m)}/${two(d)}/${y}`,
    `${y}-${two(m)}-${two(d)}`,
    `${MONTHS[m - 1]} ${d}, ${y}`,
    `${d} ${MONTHS[m - 1]} ${y}`,
    `${MONTHS[m - 1]!.slice(0, 3)} ${d} ${y}`,
  ]);
};
export const publicIp = (r: Rng): string => `${int(r, 60, 90)}.${int(r, 1, 250)}.${int(r, 1, 250)}.${int(r, 1, 250)}`;
export const code = (r: Rng): string => `${letters(r, 2)}${digits(r, 6)}`;

const FIRST =
  "Mary James Linda Robert Susan Daniel Karen Anthony Ruth Marcus Olivia Hannah Priya Diego Yusuf Ingrid Chloe Tyrone Mei Aisha".split(" ");
const LAST =
  "Harrison Whitfield Okafor Delgado Petrov Lindqvist Nakamura O'Connor Brennan Castellano Fitzgerald Abernathy Kowalski Mbeki Rosenthal Sandoval".split(
    " ",
  );
export const person = (r: Rng): string => `${pick(r, FIRST)} ${pick(r, LAST)}`;
const CITIES = "Peoria Spokane Tucson Savannah Duluth Boise Akron Fresno Wichita Tampa Omaha Reno".split(" ");
const STATES = "IL WA AZ GA MN ID OH CA KS FL NE NV".split(" ");
export const street = (r: Rng): string =>
  `${int(r, 10, 9900)} ${pick(r, ["Maple", "Harrison", "Lakeview", "Cedar Hill", "N Fulton", "Birchwood"])} ${pick(r, ["Street", "Ave", "Road", "Lane", "Blvd", "Court"])}`;
export const town = (r: Rng): string => {
  const i = int(r, 0, CITIES.length - 1);
  return `${CITIES[i]}, ${STATES[i]} ${int(r, 2, 9)}${digits(r, 4)}`;
};
