import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  command,
  list
} from "./chunk-AR47SWS6.mjs";
import "./chunk-AUUX4HTG.mjs";
import "./chunk-WP465JPG.mjs";
import "./chunk-HHBMAGUE.mjs";
import "./chunk-624TCAV4.mjs";
import "./chunk-4XSHPH47.mjs";
import "./chunk-UZTPQZPX.mjs";
import "./chunk-DI5HH7DG.mjs";
import "./chunk-PB5L4US5.mjs";
import "./chunk-HTZGEYT6.mjs";
import "./chunk-DBCWN2LS.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-53WHWWPF.mjs";
import "./chunk-PVWUX44P.mjs";
import "./chunk-WRVOJFRZ.mjs";
import "./chunk-A565XNO5.mjs";
export {
  command,
  list
};
