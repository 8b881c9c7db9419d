/** What the kernel exports. */

export { scan } from "./anchors.ts";
export { clearHits, hitCount } from "./emit.ts";
export { joinHash } from "./labels.ts";
export { setCover, setKey, setMode, setWindow } from "./state.ts";
export { hashToken } from "./tokens.ts";
