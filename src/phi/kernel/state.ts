/** What the scan loop knows where it stands. */
export let MODE: i32 = 0;
export let PACKS: i32 = 0;
/** Readable window: nothing outside is looked at. */
export let LOW: i32 = 0;
export let HIGH: i32 = 0;
/** Label class of the JSON key or column that the text stands under. */
export let KEY: i32 = 0;
/** Text before this offset belongs to a hit already. */
export let COVER: i32 = 0;

/** Anchors before this offset were looked at as part of an earlier one. */
export let SKIP: i32 = 0;

export function setSkip(p: i32): void {
  SKIP = p;
}
/** Words before this offset are decided by the name tagger. Identifiers are looked for all the same; structure wins over names later. */
export let NAME_COVER: i32 = 0;

export function setNameCover(p: i32): void {
  NAME_COVER = p;
}
export function setMode(mode: i32, packs: i32): void {
  MODE = mode;
  PACKS = packs;
}
export function setWindow(low: i32, high: i32): void {
  LOW = low;
  HIGH = high;
}
export function setKey(key: i32): void {
  KEY = key;
}
export function setCover(p: i32): void {
  COVER = p;
  SKIP = p;
}
