/** Counts the matches of patterns in a file, one pattern after another: `node v8.mjs PATTERNS FILE`. */
import { readFileSync } from "node:fs";

const [, , patterns, file] = process.argv;
const text = readFileSync(file, "utf8");
let matches = 0;
for (const line of readFileSync(patterns, "utf8").split("\n").filter(Boolean)) {
  const whole = /^\(\?i:(.*)\)$/.exec(line);
  const pattern = new RegExp(whole ? whole[1] : line, whole ? "gi" : "g");
  while (pattern.exec(text) !== null) matches += 1;
}
console.log(matches);
