/** Tags in YAML: a plain `[NAME]` at the start of a value would make a list of a text, and within a list another list. */

export function isYaml(path: string): boolean {
  return /\.ya?ml(?:\.gz)?$/i.test(path);
}

/** What stands around a value. */
export interface YamlPlace {
  /** The line before the value. */
  readonly before: string;
  /** The line behind it. */
  readonly behind: string;
  /** The line above. */
  readonly above: string;
}

/** What may stand before a value on its line: list dashes, a key, an anchor or type. */
const LEAD = /^\s*(?:[-?]\s+)*(?:(?:"[^"]*"|'[^']*'|[^\s"'#:][^:]*)\s*:\s+)?(?:[&!]\S*\s+)*$/;
const LINE_END = /^\s*(?:$|\s#)/;
const KEY_END = /^\s*:(?:\s|$)/;
const ITEM_START = /[[{,:]\s*$/;
const ITEM_END = /^\s*(?:[,\]}]|$|:\s)/;

/**
 * The tag as it must stand in YAML: in quotes where it is the whole of a plain value, key or list item, as `<NAME>` where more text follows at such a
 * place, and as it is elsewhere.
 */
export function yamlTag(tag: string, { before, behind, above }: YamlPlace): string {
  const { quoted, depth } = contextOf(before);
  if (quoted) return tag;
  const angled = `<${tag.slice(1, -1)}>`;
  if (depth > 0) return ITEM_START.test(before) && ITEM_END.test(behind) ? `"${tag}"` : angled;
  if (before.trim() === "") {
    // Alone on its line it may be a line of a block of text, which starts behind `|` or `>`.
    const starts = KEY_END.test(behind) || /^\s*[,\]]\s*$/.test(behind) || (/[^\s:]\s*:\s*$/.test(above) && LINE_END.test(behind));
    return starts ? `"${tag}"` : /:\s*$/.test(above) ? angled : tag;
  }
  if (!LEAD.test(before)) return tag;
  return LINE_END.test(behind) || KEY_END.test(behind) ? `"${tag}"` : angled;
}

/** Whether a place in a line stands in quotes, and in how many open lists and maps in brackets. */
function contextOf(before: string): { readonly quoted: boolean; readonly depth: number } {
  let quote = "";
  let depth = 0;
  let isStart = true;
  for (let i = 0; i < before.length; i++) {
    const c = before[i] as string;
    if (quote !== "") {
      if (quote === '"' && c === "\\") i += 1;
      else if (c === quote) quote = "";
    } else if (isStart && (c === '"' || c === "'")) quote = c;
    else if ((isStart || depth > 0) && (c === "[" || c === "{")) depth += 1;
    else if (depth > 0 && (c === "]" || c === "}")) depth -= 1;
    // Quotes and brackets count where a value may start, not inside of a word.
    isStart = /[\s[{,]/.test(c) && (isStart || depth > 0 || /[:\-?]\s+$/.test(before.slice(Math.max(0, i - 8), i + 1)));
  }
  return { quoted: quote !== "", depth };
}
