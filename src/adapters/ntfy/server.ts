import { request, type HttpOutcome } from "../../lib/http.ts";

const MAX_BYTES = 64 * 1024;

/** One ntfy server as we are known there. */
export interface NtfyServer {
  /** Without a trailing slash; a name and a password in it are sent as basic authorization. */
  readonly url: string;
  readonly token: string | null;
}

export interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object goes out as JSON. */
  readonly body?: object | string;
  /** Real milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export function call(
  server: NtfyServer,
  { path, body, headers, ...wanted }: Call,
): Promise<HttpOutcome> {
  return request({
    ...wanted,
    url: `${server.url}${path}`,
    headers: {
      ...headers,
      ...(typeof body === "object" && { "content-type": "application/json" }),
      ...(server.token !== null && { authorization: `Bearer ${server.token}` }),
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    maxBytes: MAX_BYTES,
  });
}

/** For people: without the name and the password that may stand in it. */
export function publicAddress({ url }: NtfyServer): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`.replace(/\/$/, "");
}
