import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);
import {
  collect,
  fastCompressors,
  fileBuffer,
  holdsText,
  readColumn,
  scanParquet,
  toCell
} from "./chunk-RGZFLPEH.mjs";
import "./chunk-ZZ3RHKHD.mjs";
import "./chunk-B5VUBQ6T.mjs";
import "./chunk-A565XNO5.mjs";
export {
  collect,
  fastCompressors,
  fileBuffer,
  holdsText,
  readColumn,
  scanParquet,
  toCell
};
