import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  nearest
} from "./chunk-PB5L4US5.mjs";
import "./chunk-A565XNO5.mjs";
export {
  nearest
};
