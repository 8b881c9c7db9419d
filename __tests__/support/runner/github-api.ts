/** A GitHub REST API on 127.0.0.1 for the calls that we make: comments and commit statuses of one repository. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ApiComment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: string };
  readonly html_url: string;
}

export interface ApiStatus {
  readonly sha: string;
  readonly state: string;
  readonly context: string;
  readonly description: string;
  readonly target_url: string;
}

/** What to do with a request instead of answering it: a status with headers, or silence (for time-outs). */
export type Failure =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly message?: string }
  | "silence";

export interface GithubApi {
  readonly url: string;
  readonly comments: ApiComment[];
  readonly statuses: ApiStatus[];
  /** "METHOD path", in order. */
  readonly requests: string[];
  /** Every request body, as text. */
  readonly bodies: string[];
  /** Set to make requests fail; null lets a request through. */
  failure: (method: string, path: string) => Failure | null;
  close(): void;
}

export async function startGithubApi(): Promise<GithubApi> {
  const state: Omit<GithubApi, "url" | "close"> = { comments: [], statuses: [], requests: [], bodies: [], failure: () => null };
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const url = new URL(req.url ?? "/", "http://localhost");
    state.requests.push(`${req.method} ${url.pathname}`);
    if (body !== "") state.bodies.push(body);
    const failure = api.failure(req.method ?? "GET", url.pathname);
    if (failure === "silence") return;
    if (failure) send(res, failure.status, { message: failure.message ?? `refused with ${failure.status}` }, failure.headers);
    else route(state, req, url, body, res);
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const api: GithubApi = Object.assign(state, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return api;
}

function route(state: Omit<GithubApi, "url" | "close">, req: IncomingMessage, url: URL, body: string, res: ServerResponse): void {
  const key = `${req.method} ${url.pathname.replace(/^\/repos\/[^/]+\/[^/]+/, "")}`;
  const list = /^GET \/issues\/\d+\/comments$/.test(key);
  const create = /^POST \/issues\/\d+\/comments$/.test(key);
  const patch = /^PATCH \/issues\/comments\/(\d+)$/.exec(key);
  const status = /^POST \/statuses\/([0-9a-f]+)$/.exec(key);
  if (list) {
    const page = Number(url.searchParams.get("page") ?? "1");
    const size = Number(url.searchParams.get("per_page") ?? "30");
    send(res, 200, state.comments.slice((page - 1) * size, page * size), nextLink(url, page, size, state.comments.length));
  } else if (create) {
    const id = state.comments.length + 1;
    const comment = {
      id,
      body: parse(body).body ?? "",
      user: { login: "github-actions[bot]", type: "Bot" },
      html_url: `https://github.example/c/${id}`,
    };
    state.comments.push(comment);
    send(res, 201, comment);
  } else if (patch) {
    const comment = state.comments.find((candidate) => candidate.id === Number(patch[1]));
    if (comment) comment.body = parse(body).body ?? "";
    send(res, comment ? 200 : 404, comment ?? { message: "Not Found" });
  } else if (status) {
    state.statuses.push({ sha: status[1]!, ...(JSON.parse(body) as Omit<ApiStatus, "sha">) });
    send(res, 201, { id: state.statuses.length });
  } else send(res, 404, { message: `no route for ${key}` });
}

function nextLink(url: URL, page: number, size: number, total: number): Record<string, string> {
  if (page * size >= total) return {};
  return { link: `<http://${url.host}${url.pathname}?per_page=${size}&page=${page + 1}>; rel="next"` };
}

function parse(body: string): { body?: string } {
  return JSON.parse(body) as { body?: string };
}

function send(res: ServerResponse, status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): void {
  res.writeHead(status, { "content-type": "application/json; charset=utf-8", ...headers }).end(JSON.stringify(value));
}
