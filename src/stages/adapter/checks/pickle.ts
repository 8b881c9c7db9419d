/** Pickles by their bytes, whatever they are called. Nothing is parsed: the first bytes tell, and for an archive the names in it. */
import type { TreeEntry } from "../../../core/tree.ts";
import type { FileSource } from "../../../core/weights/source.ts";

/** Long enough for every signature below. */
const HEAD_BYTES = 256;
const ZIP = Buffer.from("PK\u0003\u0004", "latin1");
const HDF5 = Buffer.from("\u0089HDF\r\n\u001a\n", "latin1");
/** The name under which torch.save keeps the pickle inside its archive; nothing else in an archive is unpickled. */
const TORCH_MEMBER = Buffer.from("data.pkl", "latin1");

/**
 * `c<module>\n<name>\n`: the opcode by which a pickle without a header reaches code, and what may follow it (a memo or a call), so that
 * a list of words is none.
 */
const GLOBAL = /^\(?c[A-Za-z_][\w.]*\n[A-Za-z_][\w.]*\n(?:p\d+\n|q[^a-z]|[().])/;

/**
 * What kind of pickle a file is, or null. Known: pickle protocols 2 to 5 (`80 02`…`80 05`, so also what torch.save wrote before 1.6: its
 * magic number is a pickle of protocol 2), protocol 0 and 1 that begin with an import, torch.save's archive, HDF5.
 */
export async function pickleInside(source: FileSource, { path, bytes }: TreeEntry): Promise<string | null> {
  const head = await firstBytes(source, path);
  if (isSafetensors(path, head, bytes)) return null;
  if (head[0] === 0x80 && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5) return `a pickle (protocol ${head[1]})`;
  if (GLOBAL.test(head.toString("latin1"))) return "a pickle (protocol 0 or 1)";
  if (head.subarray(0, HDF5.length).equals(HDF5)) return "an HDF5 file";
  if (head.subarray(0, ZIP.length).equals(ZIP) && (await holds(source, path, TORCH_MEMBER))) return "an archive that torch.save wrote";
  return null;
}

/** A header length of 640 begins with `80 02`, too: what a safetensors file begins with is told by the brace behind the length. */
function isSafetensors(path: string, head: Buffer, bytes: number): boolean {
  if (!/\.safetensors$/i.test(path) || head.length < 9 || head[8] !== 0x7b) return false;
  return head.readBigUInt64LE(0) <= BigInt(bytes - 8);
}

async function firstBytes(source: FileSource, path: string): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  for await (const chunk of await source.open(path)) {
    head = Buffer.concat([head, chunk.subarray(0, HEAD_BYTES - head.length)]);
    if (head.length >= HEAD_BYTES) break;
  }
  return head;
}

/** Whether a file holds some bytes anywhere; constant memory. */
async function holds(source: FileSource, path: string, wanted: Buffer): Promise<boolean> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of await source.open(path)) {
    const window = Buffer.concat([rest, chunk]);
    if (window.includes(wanted)) return true;
    rest = window.subarray(Math.max(0, window.length - wanted.length + 1));
  }
  return false;
}
