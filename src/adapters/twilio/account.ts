import { request, type HttpOutcome } from "../../lib/http.ts";
import type { TwilioConfig } from "../../lib/phone-config.ts";

const API_URL = "https://api.twilio.com";
const MAX_BYTES = 64 * 1024;

/** In the order given; a name may come several times. */
export type Fields = readonly (readonly [name: string, value: string])[];

export interface Asked {
  /** Within the account, with its query: `/Calls.json`; empty: the account itself. */
  readonly path: string;
  /** Makes or changes something; without them it is only asked for. */
  readonly fields?: Fields;
  /** Real milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export function ask(
  account: TwilioConfig,
  { path, fields, ...wanted }: Asked,
): Promise<HttpOutcome> {
  const { accountSid, authTokens, apiUrl } = account;
  const pair = Buffer.from(`${accountSid}:${authTokens[0] ?? ""}`).toString("base64");
  return request({
    ...wanted,
    url: `${apiUrl ?? API_URL}/2010-04-01/Accounts/${accountSid}${path || ".json"}`,
    method: fields ? "POST" : "GET",
    headers: {
      authorization: `Basic ${pair}`,
      ...(fields && { "content-type": "application/x-www-form-urlencoded" }),
    },
    ...(fields && { body: formOf(fields) }),
    maxBytes: MAX_BYTES,
    // A call that was placed counts however much is said about it.
    cutBody: true,
  });
}

function formOf(fields: Fields): string {
  return new URLSearchParams(
    fields.map(([name, value]): [string, string] => [name, value]),
  ).toString();
}
