import{createRequire as __createRequire}from"node:module";const require=__createRequire(import.meta.url);

// src/core/fault.ts
var EXIT_CODES = { change: 1, usage: 2, inconclusive: 3, environment: 4 };
var Fault = class extends Error {
  details;
  constructor(details) {
    super(details.message);
    this.name = "Fault";
    this.details = details;
  }
  get exitCode() {
    return EXIT_CODES[this.details.kind];
  }
  toDocument() {
    const { code, message, place, expected, fix } = this.details;
    return { schema: "tunegate/failure@1", code, message, place: place ?? null, expected: expected ?? null, fix: fix ?? null };
  }
};
function formatPlace(place) {
  if (!place?.path) return "";
  const line = place.line === void 0 ? "" : `:${place.line}${place.column === void 0 ? "" : `:${place.column}`}`;
  const record = place.record === void 0 ? "" : ` record ${place.record}`;
  return `${place.path}${line}${record}${place.pointer ? ` at ${place.pointer}` : ""}`;
}

export {
  Fault,
  formatPlace
};
