/** Calls to GitHub's API: one place for time-outs, one retry, and a plain sentence for each way in which a call is refused. */
import { getOctokit } from "@actions/github";

export type Octokit = ReturnType<typeof getOctokit>;

export interface ApiOptions {
  readonly token: string;
  /** Milliseconds before a call is given up. */
  readonly timeoutMs: number;
}

/** A client whose calls end in time. */
export function makeClient({ token, timeoutMs }: ApiOptions): Octokit {
  const bounded: typeof fetch = (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  return getOctokit(token, { request: { fetch: bounded } });
}

/** What came of a call: its value, or one sentence about why not. Never an exception. */
export type Called<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly sentence: string };

interface ApiError {
  readonly status?: number;
  readonly name?: string;
  readonly response?: { readonly headers?: Readonly<Record<string, string | number | undefined>> };
}

export interface CallContext {
  /** What was tried, such as `the comment could not be written`. */
  readonly what: string;
  /** Permission that the call needs, such as `pull-requests: write`. */
  readonly permission: string;
  readonly fork: boolean;
}

/** Calls, and once more after a server error or a time-out. */
export async function call<T>(context: CallContext, request: () => Promise<T>): Promise<Called<T>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return { ok: true, value: await request() };
    } catch (error) {
      if (attempt < 2 && isPassing(error as ApiError)) continue;
      return { ok: false, sentence: `${context.what}: ${why(error as ApiError, context)}.` };
    }
  }
}

function isPassing(error: ApiError): boolean {
  return error.status === undefined || error.status >= 500;
}

/** The error's own message is not told: it may quote what we sent. */
function why(error: ApiError, { permission, fork }: CallContext): string {
  const { status } = error;
  if (status === 429 || (status === 403 && isRateLimit(error))) return "GitHub's rate limit is used up; run the job again later";
  if (status === 403 || status === 401) {
    return fork ? "a pull request from a fork has a token that can only read" : `the token may not do that; give the job \`${permission}\``;
  }
  if (status === 404) return `GitHub does not find it, or the token may not see it; the job needs \`${permission}\``;
  if (status === 409) return "GitHub reports a conflict with another change (409)";
  if (status === 422) return "GitHub refuses the request as it is (422), for example because the conversation is locked";
  // The client gives 500 to a call that was never answered; only a real answer has headers.
  if (error.response === undefined) return "GitHub did not answer in time, twice";
  if (status !== undefined && status >= 500) return `GitHub answered with an error of its own (${status}), twice`;
  return `GitHub refused it (${status})`;
}

function isRateLimit(error: ApiError): boolean {
  const headers = error.response?.headers ?? {};
  return String(headers["x-ratelimit-remaining"] ?? "") === "0" || headers["retry-after"] !== undefined;
}
