import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** Keeps texts from whoever reads the store. Seals with the first secret, opens with any: two are given while one is being replaced. */
export interface Sealer {
  /** `context` says what the text belongs to: sealed text that is moved elsewhere does not open. */
  seal(text: string, context: string): string;
  /** Null: sealed with another secret, for another context, or damaged. */
  open(sealed: string, context: string): string | null;
}

const CIPHER = "aes-256-gcm";
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

export function createSealer(secrets: readonly string[], purpose: string): Sealer {
  const keys = secrets.map((secret) =>
    Buffer.from(hkdfSync("sha256", secret, "", `watchroom seal ${purpose}`, KEY_BYTES)),
  );
  const [current] = keys;
  if (current === undefined) throw new Error("a sealer needs a secret");
  return {
    seal: (text, context) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, current, nonce).setAAD(Buffer.from(context));
      const hidden = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString("base64url");
    },
    open: (sealed, context) => {
      for (const key of keys) {
        const text = openWith(key, Buffer.from(sealed, "base64url"), context);
        if (text !== null) return text;
      }
      return null;
    },
  };
}

function openWith(key: Buffer, sealed: Buffer, context: string): string | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const text = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([text, decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
