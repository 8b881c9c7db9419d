/** Compiles the kernel with the module assemblyscript/asc; the bytes. */
export function compileKernel(asc: unknown): Promise<Buffer>;
/** The TypeScript file that carries the bytes. */
export function moduleText(bytes: Buffer): string;
