import { closeSync, openSync, writeSync } from "node:fs";
import { basename } from "node:path";
import { canonicalJson } from "../../core/canonical.ts";
import { digestFile } from "../../core/digest.ts";
import type { Finding, ReceiptFile } from "../../core/documents.ts";

const FLUSH = 1 << 20;

/** Findings in the order of the scan: the first `limit` in memory; with more, all of them in a file, one a line. */
export class FindingList {
  readonly first: Finding[] = [];
  total = 0;
  readonly #path: string;
  readonly #limit: number;
  #fd: number | null = null;
  #pending = "";

  constructor(path: string, limit: number) {
    this.#path = path;
    this.#limit = limit;
  }

  add(finding: Finding): void {
    this.total += 1;
    if (this.total <= this.#limit) {
      this.first.push(finding);
      return;
    }
    if (this.#fd === null) {
      this.#fd = openSync(this.#path, "w");
      for (const earlier of this.first) this.#pending += `${canonicalJson(earlier)}\n`;
    }
    this.#pending += `${canonicalJson(finding)}\n`;
    if (this.#pending.length > FLUSH) this.#flush(this.#fd);
  }

  #flush(fd: number): void {
    writeSync(fd, this.#pending);
    this.#pending = "";
  }

  /** Closes the file; its line of the receipt, or null when there was no need for one. */
  async close(): Promise<ReceiptFile | null> {
    if (this.#fd === null) return null;
    this.#flush(this.#fd);
    closeSync(this.#fd);
    this.#fd = null;
    return { path: basename(this.#path), ...(await digestFile(this.#path)), rows: this.total };
  }
}
