import type { Agent } from "node:http";
import nodeFetch, { AbortError, FetchError, type Response } from "node-fetch";

export interface HttpRequest {
  /** A name and a password in it are sent as basic authorization. */
  readonly url: string;
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Real milliseconds for all of it, to the last byte of the answer. */
  readonly timeoutMs: number;
  /** Of the answer's body, unpacked; 1 MiB unless told. */
  readonly maxBytes?: number;
  /** A body that is larger counts all the same: what is over the limit is left unread. */
  readonly cutBody?: boolean;
  readonly signal?: AbortSignal;
  readonly agent?: Agent;
}

/** `unreachable`: the request cannot have arrived. After all other failures it may have. */
type HttpFailure = "unreachable" | "timeout" | "too-large" | "broken-off" | "aborted";

export type HttpOutcome =
  /** Any status counts, a redirect too: it is never followed. Names of headers are in lower case. */
  | {
      readonly outcome: "answered";
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Buffer;
    }
  | { readonly outcome: "failed"; readonly reason: HttpFailure };

const MAX_BYTES = 1024 * 1024;

/** Several addresses that were all refused come as one error, without the step in which it happened. */
const NEVER_ARRIVED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|ERR_TLS_\w+|CERT_\w+|\w*SELF_SIGNED\w*|UNABLE_TO_\w+)$/;
const BEFORE_SENDING = ["getaddrinfo", "connect"];

/** One request, never a second. Throws only for what is wrong with the request itself. */
export async function request(wanted: HttpRequest): Promise<HttpOutcome> {
  const ending = new AbortController();
  const end = (reason: HttpFailure) => (): void => ending.abort(reason);
  const [onTimeout, onAbort] = [end("timeout"), end("aborted")];
  const timer = setTimeout(onTimeout, wanted.timeoutMs);
  if (wanted.signal?.aborted) onAbort();
  wanted.signal?.addEventListener("abort", onAbort);
  try {
    // node-fetch would break the body off with an error that nobody can catch.
    if (ending.signal.aborted) return { outcome: "failed", reason: "aborted" };
    return await answerOf(await send(wanted, ending.signal), wanted);
  } catch (error) {
    if (!(error instanceof FetchError || error instanceof AbortError)) throw error;
    const reason = ending.signal.aborted ? (ending.signal.reason as HttpFailure) : reasonOf(error);
    return { outcome: "failed", reason };
  } finally {
    clearTimeout(timer);
    wanted.signal?.removeEventListener("abort", onAbort);
  }
}

function send(wanted: HttpRequest, signal: AbortSignal): Promise<Response> {
  const { url, authorization } = withoutCredentials(wanted.url);
  return nodeFetch(url, {
    method: wanted.method ?? "GET",
    headers: { ...authorization, ...wanted.headers },
    size: wanted.cutBody ? 0 : (wanted.maxBytes ?? MAX_BYTES),
    redirect: "manual",
    signal,
    ...(wanted.body !== undefined && { body: wanted.body }),
    ...(wanted.agent !== undefined && { agent: wanted.agent }),
  });
}

async function answerOf(response: Response, wanted: HttpRequest): Promise<HttpOutcome> {
  return {
    outcome: "answered",
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: wanted.cutBody
      ? await beginningOf(response, wanted.maxBytes ?? MAX_BYTES)
      : Buffer.from(await response.arrayBuffer()),
  };
}

async function beginningOf(response: Response, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      parts.push(Buffer.from(part));
      length += part.length;
      if (length >= limit) break;
    }
  } catch (error) {
    // As node-fetch itself does for a body that is read whole.
    if (error instanceof AbortError) throw error;
    throw new FetchError("the body broke off", "system", error as Record<string, unknown>);
  }
  return Buffer.concat(parts).subarray(0, limit);
}

/** node-fetch refuses an address with credentials, and would show them in its error. */
function withoutCredentials(address: string): {
  readonly url: string;
  readonly authorization: Readonly<Record<string, string>>;
} {
  const url = new URL(address);
  if (url.username === "" && url.password === "") return { url: address, authorization: {} };
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  url.username = "";
  url.password = "";
  return {
    url: url.href,
    authorization: { authorization: `Basic ${Buffer.from(pair).toString("base64")}` },
  };
}

function reasonOf(error: FetchError | AbortError): HttpFailure {
  if (error.type === "max-size") return "too-large";
  const { code = "", erroredSysCall = "" } = error as NodeJS.ErrnoException & {
    readonly erroredSysCall?: string;
  };
  const isUnsent = NEVER_ARRIVED.test(code) || BEFORE_SENDING.includes(erroredSysCall);
  return isUnsent ? "unreachable" : "broken-off";
}
