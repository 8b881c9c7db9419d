/** What the kernel exports. */

export { recordIsMedical } from "../names/tagger.ts";
export { scan } from "./anchors.ts";
export { scanByCase } from "./cases.ts";
export { markDoubts } from "./doubt.ts";
export { clearHits, hitCount, setHitCount } from "./emit.ts";
export { keyedString } from "./keyed.ts";
export { joinHash, keyClass } from "./labels.ts";
export { needsNormalising, normaliseText } from "./normal.ts";
export { restoreOffsets, sortHits } from "./order.ts";
export { settle, settleOne } from "./record.ts";
export { setCover, setKey, setMode, setNameCover, setWindow } from "./state.ts";
export { countLines, findOwnName, lineEnd, lineStart, utf16Units } from "./sweep.ts";
export { isLowerCase, jsonUnits, keyStart, stringEnd } from "./text.ts";
export { hashToken } from "./tokens.ts";
