import { SECOND } from "../../lib/durations.ts";
import { request, type HttpOutcome } from "../../lib/http.ts";
import type { PushoverConfig } from "../../lib/phone-config.ts";

const VENDOR = "https://api.pushover.net";
const MAX_BYTES = 64 * 1024;

export const TIMEOUT_MS = 10 * SECOND;

/** Pushover as one application of its own, known by a token. */
export interface PushoverApi {
  post(
    path: string,
    fields: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<HttpOutcome>;
  get(path: string, signal: AbortSignal): Promise<HttpOutcome>;
}

export function createApi({ token, apiUrl }: PushoverConfig): PushoverApi {
  const common = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES };
  const at = (path: string): string => `${apiUrl ?? VENDOR}/1/${path}.json`;
  return {
    post: (path, fields, signal) =>
      request({
        ...common,
        url: at(path),
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ token, ...fields }).toString(),
        signal,
      }),
    get: (path, signal) =>
      request({ ...common, url: `${at(path)}?token=${encodeURIComponent(token)}`, signal }),
  };
}
