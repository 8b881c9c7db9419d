/** Units of measure, each as a dimension and a factor, so that 0.5 g is 500 mg and 14 days are 2 weeks. */

export interface Unit {
  /** What may be compared: mass, volume, time, temperature … */
  readonly dimension: string;
  readonly factor: number;
  /** Added after the factor (only Fahrenheit). */
  readonly shift?: number;
}

const unit = (dimension: string, factor = 1, shift?: number): Unit =>
  shift === undefined ? { dimension, factor } : { dimension, factor, shift };

const HOUR = 1;
const DAY = 24;
const YEAR = 8766;

const GROUPS: readonly (readonly [string, Unit])[] = [
  ["mcg ug μg microgram micrograms", unit("mass", 0.001)],
  ["mg mgs milligram milligrams milligramme milligrammes", unit("mass")],
  ["g gm gms gram grams gramme grammes", unit("mass", 1000)],
  ["kg kgs kilo kilos kilogram kilograms", unit("mass", 1e6)],
  ["lb lbs pound pounds", unit("mass", 453592.37)],
  ["ml mls cc milliliter milliliters millilitre millilitres", unit("volume")],
  ["dl deciliter decilitre", unit("volume", 100)],
  ["l liter liters litre litres", unit("volume", 1000)],
  ["unit units iu", unit("units")],
  ["mmol millimole millimoles", unit("amount")],
  ["mol mole moles", unit("amount", 1000)],
  ["μmol umol micromol micromole micromoles", unit("amount", 0.001)],
  ["nmol nanomol nanomole nanomoles", unit("amount", 1e-6)],
  ["pmol picomol picomole picomoles", unit("amount", 1e-9)],
  ["meq", unit("meq")],
  ["ng nanogram nanograms", unit("mass", 1e-6)],
  ["mmhg", unit("pressure")],
  ["kpa", unit("pressure", 7.500617)],
  ["bpm", unit("per minute")],
  ["celsius", unit("temperature")],
  ["fahrenheit", unit("temperature", 5 / 9, -160 / 9)],
  ["mm millimeter millimeters millimetre millimetres", unit("length")],
  ["cm centimeter centimeters centimetre centimetres", unit("length", 10)],
  ["meter meters metre metres", unit("length", 1000)],
  ["inch inches", unit("length", 25.4)],
  ["ft foot feet", unit("length", 304.8)],
  ["second seconds sec secs", unit("time", HOUR / 3600)],
  ["minute minutes min mins", unit("time", HOUR / 60)],
  ["hour hours hr hrs h", unit("time", HOUR)],
  ["day days", unit("time", DAY)],
  ["week weeks wk wks", unit("time", 7 * DAY)],
  ["month months", unit("time", YEAR / 12)],
  ["year years yr yrs", unit("time", YEAR)],
  ["% percent", unit("percent")],
  ["tablet tablets tab tabs pill pills", unit("tablets")],
  ["capsule capsules cap caps", unit("capsules")],
  ["puff puffs", unit("puffs")],
  ["drop drops", unit("drops")],
];

/** Units by the word that names them. */
export const UNITS: ReadonlyMap<string, Unit> = new Map(
  GROUPS.flatMap(([words, of]) => words.split(" ").map((word): [string, Unit] => [word, of])),
);

/** A value in the base unit of its dimension. */
export function inBase(value: number, of: Unit): number {
  return value * of.factor + (of.shift ?? 0);
}

/** Equal after conversion; temperatures were rounded to a tenth before somebody converted them. */
export function sameQuantity(a: number, b: number, dimension: string): boolean {
  const tolerance = dimension === "temperature" ? 0.06 : Math.max(Math.abs(a), Math.abs(b)) * 1e-6;
  return Math.abs(a - b) <= tolerance;
}
