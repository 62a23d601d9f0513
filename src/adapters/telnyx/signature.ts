import { createPublicKey, verify, type KeyObject } from "node:crypto";
import { MINUTE, SECOND } from "../../lib/durations.ts";

const GOOD_FOR_MS = 5 * MINUTE;
/** Node would read over whatever follows it. */
const BASE64 = /^[A-Za-z0-9+/]{86}==$/;

/** What arrived, as far as it is signed. Its address is not. */
export interface Signed {
  readonly body: Buffer;
  /** telnyx-timestamp: seconds since the epoch. */
  readonly timestamp: string | undefined;
  /** telnyx-signature-ed25519 */
  readonly signature: string | undefined;
}

/** As the portal shows it: 32 bytes in base64. */
export function readPublicKey(base64: string): KeyObject {
  const x = Buffer.from(base64, "base64").toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}

/** Whether Telnyx signed this within the last five minutes. `now` is real. */
export function isSigned(
  { body, timestamp = "", signature = "" }: Signed,
  key: KeyObject,
  now: number,
): boolean {
  const signed = Buffer.concat([Buffer.from(`${timestamp}|`), body]);
  const isGenuine = verify(null, signed, key, Buffer.from(signature, "base64"));
  const isRecent =
    /^\d{1,12}$/.test(timestamp) && Math.abs(now - Number(timestamp) * SECOND) <= GOOD_FOR_MS;
  return isGenuine && isRecent && BASE64.test(signature);
}
