import { request, type HttpOutcome } from "../../lib/http.ts";
import type { TelnyxConfig } from "../../lib/phone-config.ts";

const API_URL = "https://api.telnyx.com";
const MAX_BYTES = 64 * 1024;

export interface Asked {
  /** After `/v2`, with its query. */
  readonly path: string;
  /** Makes or changes something; without it, it is only asked for. */
  readonly body?: object;
  /** Real milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export function ask(account: TelnyxConfig, { path, body, ...wanted }: Asked): Promise<HttpOutcome> {
  return request({
    ...wanted,
    url: `${account.apiUrl ?? API_URL}/v2${path}`,
    method: body ? "POST" : "GET",
    headers: {
      accept: "application/json",
      authorization: `Bearer ${account.apiKey}`,
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
    maxBytes: MAX_BYTES,
    // A call that was placed counts however much is said about it.
    cutBody: true,
  });
}
