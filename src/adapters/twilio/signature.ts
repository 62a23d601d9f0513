import { createHash, createHmac } from "node:crypto";
import { isEqual } from "../../lib/sign.ts";

/** What arrived, as far as it is signed. */
export interface Signed {
  /** The address as Twilio knows it: public, with its query as it arrived. */
  readonly url: string;
  /** Empty for a GET. */
  readonly body: Buffer;
  /** X-Twilio-Signature. */
  readonly signature: string | undefined;
}

/** A message of ten parts, in whatever script, is a quarter of it. */
const MAX_BYTES = 64 * 1024;
const SIGNATURE_LENGTH = 28;

/** Whether Twilio signed this with one of the tokens. In constant time for signatures of one length. */
export function isSigned(
  { url, body, signature = "" }: Signed,
  tokens: readonly string[],
): boolean {
  // Anybody may send this, as often as they like: what cannot be Twilio's is not worked on.
  if (signature.length !== SIGNATURE_LENGTH || body.length > MAX_BYTES) return false;
  if (!URL.canParse(url)) return false;
  const digest = new URL(url).searchParams.get("bodySHA256");
  if (digest !== null && !isEqual(sha256(body), digest.toLowerCase())) return false;
  const fields = digest === null ? fieldsText(new URLSearchParams(body.toString("utf8"))) : "";
  return tokens.some((token) =>
    withAndWithoutPort(url).some((one) => isEqual(mac(token, one + fields), signature)),
  );
}

const sha256 = (body: Buffer): string => createHash("sha256").update(body).digest("hex");

const mac = (token: string, text: string): string =>
  createHmac("sha1", token).update(text, "utf8").digest("base64");

/** Sorted by name, each with its value; of equal ones of a name only one. */
function fieldsText(fields: URLSearchParams): string {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of fields) values.set(name, (values.get(name) ?? new Set()).add(value));
  return [...values.keys()]
    .toSorted()
    .flatMap((name) => [...(values.get(name) ?? [])].toSorted().map((value) => name + value))
    .join("");
}

/** Twilio signs the standard port at times, and leaves out another at others. */
function withAndWithoutPort(url: string): readonly string[] {
  const { protocol, host, hostname, port } = new URL(url);
  const [, scheme = "", rest = ""] = /^(\w+:\/\/)[^/?#]*(.*)$/s.exec(url) ?? [];
  const standard = protocol === "https:" ? "443" : "80";
  const others = [`${hostname}:${port || standard}`, hostname, host];
  return [...new Set([url, ...others.map((one) => `${scheme}${one}${rest}`)])];
}
