import type { CompositeResult } from "./composite.ts";
import type { Scene } from "./scene.ts";
import { readZip } from "./zip.ts";

/** The bytes on both sides of what was planted, for a message. */
export function around(bytes: Buffer, planted: string): string {
  const at = bytes.indexOf(planted);
  return at === -1 ? "" : bytes.toString("utf8", Math.max(0, at - 100), at + 100);
}

/** Everything that leaves the job, by name. */
export function published(pull: Scene, result: CompositeResult): [string, Buffer][] {
  const zip = pull.service.artifact("tunegate");
  return [
    ["annotations", Buffer.from(JSON.stringify(result.annotations))],
    ["summary", Buffer.from(result.summary)],
    ["outputs", Buffer.from(JSON.stringify(result.outputs))],
    ...Object.entries(result.steps).map(([id, step]): [string, Buffer] => [`log of ${id}`, Buffer.from(step.raw)]),
    ...pull.api.bodies.map((body, index): [string, Buffer] => [`api call ${index}`, Buffer.from(body)]),
    ...[...pull.service.blobs].map(([path, blob]): [string, Buffer] => [
      path,
      Buffer.concat([Buffer.from(decodeURIComponent(path)), blob]),
    ]),
    ...(zip ? [...readZip(zip)].map(([path, bytes]): [string, Buffer] => [path, Buffer.concat([Buffer.from(path), bytes])]) : []),
  ];
}
