/** Point 1 of the checklist: what may lie in an adapter folder (handbook training.md §4.5). */
import type { FindingInput } from "../../../core/finding.ts";
import type { TreeEntry } from "../../../core/tree.ts";
import { type FileSource, readSmall } from "../../../core/weights/source.ts";
import { pickleInside } from "./pickle.ts";

const PICKLE = /\.(bin|pt|pth|pkl|pickle|ckpt|joblib|h5|keras)$/i;
const CODE = /\.(py|pyc|pyd|ipynb|sh|bash|bat|cmd|ps1|js|mjs|so|dll|dylib|exe|jar)$/i;
const EXPECTED = /(\.(safetensors|json|jsonl|jinja|md|txt|model|ya?ml|toml)|(^|\/)(LICENSE|NOTICE|\.gitattributes|\.gitignore))$/i;
/** A pointer is about 130 bytes; the format's limit is 1024. */
const MAX_POINTER_BYTES = 1024;

/** Findings about the kinds of files in the folder, by name and by their first bytes. */
export async function checkFiles(source: FileSource, entries: readonly TreeEntry[]): Promise<FindingInput[]> {
  const findings: FindingInput[] = [];
  for (const entry of entries) {
    const named = checkKind(entry);
    const found = named?.severity === "block" || entry.kind !== "file" ? null : await checkContent(source, entry);
    const finding = found ?? named;
    if (finding !== null) findings.push(finding);
  }
  return findings;
}

function checkKind({ path, kind }: TreeEntry): FindingInput | null {
  const place = { path };
  if (kind === "symlink") {
    return {
      rule: "adapter.symlink",
      severity: "block",
      place,
      message: "a symbolic link lies in the adapter folder; it is not followed",
      fix: "commit the file itself",
    };
  }
  if (PICKLE.test(path)) return pickle(path, "this file format can run code when it is loaded (pickle and its kin)");
  if (CODE.test(path)) {
    return {
      rule: "adapter.code",
      severity: "block",
      place,
      message: "a program lies beside the weights and may be run when the model is loaded",
      fix: "move it out of the adapter folder",
    };
  }
  if (EXPECTED.test(path)) return null;
  return {
    rule: "adapter.file",
    severity: "warn",
    place,
    message: "this kind of file does not belong to an adapter",
    fix: "remove it from the adapter folder",
  };
}

function pickle(path: string, message: string): FindingInput {
  const fix = "keep only safetensors; remove optimizer, scheduler, random state and training_args files from the adapter folder";
  return { rule: "adapter.pickle", severity: "block", place: { path }, message, fix };
}

async function checkContent(source: FileSource, entry: TreeEntry): Promise<FindingInput | null> {
  if (await isPointer(source, entry)) return pointer(entry.path);
  const what = await pickleInside(source, entry);
  return what === null ? null : pickle(entry.path, `the name does not say so, but this is ${what}, which can run code when it is loaded`);
}

async function isPointer(source: FileSource, { path, bytes }: TreeEntry): Promise<boolean> {
  if (bytes > MAX_POINTER_BYTES || !/\.(safetensors|model|json)$/i.test(path)) return false;
  return (await readSmall(source, path, MAX_POINTER_BYTES)).toString("latin1").startsWith("version https://git-lfs");
}

function pointer(path: string): FindingInput {
  return {
    rule: "adapter.lfs-pointer",
    severity: "block",
    place: { path },
    message: "this is a git LFS pointer, not the file: nothing can be said about the weights",
    fix: "fetch the files before the gate runs: `git lfs pull`, or `lfs: true` at actions/checkout",
  };
}
