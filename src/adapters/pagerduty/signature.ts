import { createHmac } from "node:crypto";
import { isEqual } from "../../lib/sign.ts";

/** More than PagerDuty gives while a secret is being replaced. */
const MOST = 10;

/** Whether one of the signatures is by one of our secrets. `header` as PagerDuty writes it: `v1=<hex>,v1=<hex>`. */
export function isSigned(
  rawBody: Buffer,
  header: string | undefined,
  secrets: readonly string[],
): boolean {
  const given = (header ?? "")
    .split(",")
    .slice(0, MOST)
    .map((part) => part.trim());
  return secrets.some((secret) => {
    const right = `v1=${createHmac("sha256", secret).update(rawBody).digest("hex")}`;
    return given.some((signature) => isEqual(signature, right));
  });
}
