/**
 * In-memory results service: artifacts v4 and cache v2 over Twirp JSON, plus the signed-URL blob store. The real @actions/artifact and
 * @actions/cache clients run against it unchanged; nothing leaves 127.0.0.1.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

type Message = Record<string, unknown>;
const TWIRP = /^\/twirp\/github\.actions\.results\.api\.v1\.\w+\/(\w+)$/;
const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const text = (value: unknown): string => String(value ?? "");

export interface ResultsService {
  /** What the runner gives to JS actions and never to `run:` steps. */
  readonly env: Readonly<Record<string, string>>;
  /** "METHOD path", in order. */
  readonly requests: string[];
  readonly artifacts: Message[];
  readonly caches: Message[];
  /** Finished blobs by URL path. */
  readonly blobs: Map<string, Buffer>;
  /** Bytes of a finished artifact by name, as uploaded (a zip, or the file itself when not archived). */
  artifact(name: string): Buffer | null;
  close(): void;
}

export async function startResultsService(): Promise<ResultsService> {
  const store = new Store();
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    store.answer(req, Buffer.concat(chunks), res);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  store.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The clients read the run and job ids from the `scp` claim and do not check the signature.
  const token = `${base64url({ alg: "none" })}.${base64url({ scp: "Actions.Results:run-1:job-1" })}.x`;
  const env = { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: `${store.origin}/`, ACTIONS_CACHE_SERVICE_V2: "true" };
  return {
    env,
    requests: store.requests,
    artifacts: store.artifacts,
    caches: store.caches,
    blobs: store.blobs,
    artifact: (name) => store.blobs.get(`/store/artifact/${encodeURIComponent(name)}`) ?? null,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Whether an artifact passes the filters of a list request (wrapped or plain values). */
function matches(query: Message, artifact: Message): boolean {
  const wanted = (name: string): unknown => {
    const value = query[name];
    return typeof value === "object" && value !== null ? (value as Message).value : value;
  };
  const [id, name] = [wanted("id_filter"), wanted("name_filter")];
  return (id === undefined || text(id) === text(artifact.id)) && (name === undefined || name === artifact.name);
}

class Store {
  origin = "";
  readonly requests: string[] = [];
  readonly artifacts: Message[] = [];
  readonly caches: Message[] = [];
  readonly blobs = new Map<string, Buffer>();
  private readonly blocks = new Map<string, Buffer>();

  answer(req: IncomingMessage, body: Buffer, res: ServerResponse): void {
    const url = new URL(req.url ?? "/", "http://localhost");
    this.requests.push(`${req.method} ${url.pathname}`);
    const method = TWIRP.exec(url.pathname)?.[1];
    if (method) {
      const [status, answer] = req.headers.authorization ? this.twirp(method, JSON.parse(body.toString()) as Message) : [401, {}];
      res.writeHead(status as number, { "content-type": "application/json" }).end(JSON.stringify(answer));
    } else if (req.method === "PUT") this.putBlob(url, body, res);
    else this.getBlob(req, url.pathname, res);
  }

  private signed(kind: string, name: string): string {
    return `${this.origin}/store/${kind}/${encodeURIComponent(name)}?sig=fake`;
  }

  private twirp(method: string, query: Message): [number, unknown] {
    if (method.includes("Cache")) return this.cache(method, query);
    const known = this.artifacts.find((artifact) => artifact.name === query.name);
    switch (method) {
      case "CreateArtifact": // artifacts are immutable: the same name twice is a conflict
        if (known) return [409, { code: "already_exists", msg: "name already used in this run" }];
        this.artifacts.push({ ...query, id: String(this.artifacts.length + 1) });
        return [200, { ok: true, signed_upload_url: this.signed("artifact", text(query.name)) }];
      case "FinalizeArtifact":
        if (!known) return [404, { code: "not_found", msg: "unknown artifact" }];
        Object.assign(known, { size: query.size, digest: query.hash });
        return [200, { ok: true, artifact_id: known.id }];
      case "ListArtifacts":
        return [
          200,
          {
            artifacts: this.artifacts
              .filter((artifact) => matches(query, artifact))
              .map(({ id, mime_type, version, expires_at, ...rest }) => ({ ...rest, database_id: id })),
          },
        ];
      case "GetSignedArtifactURL":
        return [200, { signed_url: this.signed("artifact", text(query.name)) }];
      default:
        return [404, { code: "bad_route", msg: method }];
    }
  }

  private cache(method: string, query: Message): [number, unknown] {
    switch (method) {
      case "CreateCacheEntry":
        if (this.caches.some((entry) => entry.key === query.key && entry.version === query.version)) return [200, { ok: false }];
        this.caches.push(query);
        return [200, { ok: true, signed_upload_url: this.signed("cache", text(query.key) + text(query.version)) }];
      case "FinalizeCacheEntryUpload":
        return [200, { ok: true, entry_id: "1" }];
      case "GetCacheEntryDownloadURL": {
        // The exact key first, then the newest entry with a restore-key prefix.
        const newestFirst = this.caches.filter((entry) => entry.version === query.version).reverse();
        const prefixes = (query.restore_keys as string[] | undefined) ?? [];
        const hit =
          newestFirst.find((entry) => entry.key === query.key) ??
          newestFirst.find((entry) => prefixes.some((prefix) => text(entry.key).startsWith(prefix)));
        if (!hit) return [200, { ok: false }];
        return [200, { ok: true, signed_download_url: this.signed("cache", text(hit.key) + text(hit.version)), matched_key: hit.key }];
      }
      default:
        return [404, { code: "bad_route", msg: method }];
    }
  }

  /** Azure block-blob subset: a staged block, a block list, or the whole body in one PUT. */
  private putBlob(url: URL, body: Buffer, res: ServerResponse): void {
    const { pathname, searchParams } = url;
    if (searchParams.get("comp") === "block") this.blocks.set(pathname + searchParams.get("blockid"), body);
    else if (searchParams.get("comp") === "blocklist") {
      const ids = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)].map((match) => match[1]);
      this.blobs.set(pathname, Buffer.concat(ids.map((id) => this.blocks.get(pathname + id) ?? Buffer.alloc(0))));
    } else this.blobs.set(pathname, body);
    const headers = { etag: '"0x1"', "last-modified": new Date(0).toUTCString(), "x-ms-request-id": "1", "x-ms-version": "2025-01-05" };
    res.writeHead(201, headers).end();
  }

  /** GET and HEAD with byte ranges, because the cache client downloads in segments. */
  private getBlob(req: IncomingMessage, path: string, res: ServerResponse): void {
    const blob = this.blobs.get(path);
    if (!blob) {
      res.writeHead(404).end();
      return;
    }
    const range = /bytes=(\d+)-(\d*)/.exec(String(req.headers["x-ms-range"] ?? req.headers.range ?? ""));
    const start = range ? Number(range[1]) : 0;
    const end = Math.min(range?.[2] ? Number(range[2]) : blob.length - 1, blob.length - 1);
    const headers = {
      "content-type": "application/zip",
      etag: '"0x1"',
      "last-modified": new Date(0).toUTCString(),
      "x-ms-blob-type": "BlockBlob",
      "accept-ranges": "bytes",
      "content-length": end - start + 1,
      ...(range ? { "content-range": `bytes ${start}-${end}/${blob.length}` } : {}),
    };
    res.writeHead(range ? 206 : 200, headers).end(req.method === "HEAD" ? undefined : blob.subarray(start, end + 1));
  }
}
