declare const TUNEGATE_VERSION: string | undefined;

/** Version of tunegate: set by the build from package.json; `0.0.0-source` when run from the sources. */
export const VERSION: string = typeof TUNEGATE_VERSION === "string" ? TUNEGATE_VERSION : "0.0.0-source";
