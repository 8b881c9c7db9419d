export const MAY_IMPORT: Readonly<Record<string, readonly string[]>>;
export function checkImports(files: readonly { readonly path: string; readonly text: string }[]): string[];
