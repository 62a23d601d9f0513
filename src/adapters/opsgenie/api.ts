import { SECOND } from "../../lib/durations.ts";
import { request, type HttpOutcome } from "../../lib/http.ts";
import type { OpsgenieConfig } from "../../lib/phone-config.ts";

const MAX_BYTES = 256 * 1024;

export const TIMEOUT_MS = 10 * SECOND;

/** Its accounts in the United States and in Europe, and what they move to. */
const PRESETS: Readonly<Record<string, string>> = {
  us: "https://api.opsgenie.com",
  eu: "https://api.eu.opsgenie.com",
  jsm: "https://api.atlassian.com/jsm/ops/integration",
};

/** Without a slash at its end. */
export function addressOf(api: string): string {
  return Object.hasOwn(PRESETS, api) ? (PRESETS[api] ?? api) : api;
}

export interface OpsgenieApi {
  /** `path` behind `/v2/alerts`. */
  post(path: string, body: object, signal: AbortSignal): Promise<HttpOutcome>;
  get(path: string, signal: AbortSignal): Promise<HttpOutcome>;
}

export function createApi({ apiKey, api }: OpsgenieConfig): OpsgenieApi {
  const ask = (
    method: "GET" | "POST",
    path: string,
    signal: AbortSignal,
    body?: object,
  ): Promise<HttpOutcome> =>
    request({
      url: `${addressOf(api)}/v2/alerts${path}`,
      method,
      headers: {
        authorization: `GenieKey ${apiKey}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_BYTES,
      signal,
    });
  return {
    post: (path, body, signal) => ask("POST", path, signal, body),
    get: (path, signal) => ask("GET", path, signal),
  };
}
