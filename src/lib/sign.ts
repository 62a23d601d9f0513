import { createHmac, timingSafeEqual } from "node:crypto";

/** Signs with the first secret, accepts any: two are given while one is being replaced. */
export interface Signer {
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}

export function createSigner(secrets: readonly string[], purpose: string): Signer {
  const mac = (secret: string, text: string): string =>
    createHmac("sha256", secret).update(`${purpose}\n${text}`).digest("base64url");
  const [current] = secrets;
  if (current === undefined) throw new Error("a signer needs a secret");
  return {
    sign: (text) => mac(current, text),
    verify: (text, signature) => secrets.some((secret) => isEqual(mac(secret, text), signature)),
  };
}

/** In constant time for texts of one length. */
export function isEqual(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
