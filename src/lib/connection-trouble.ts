export const UNTRUSTED = "its certificate is not trusted, or is another host's";
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ISSUER/;

/** Why there is no connection, for humans: nothing of what the error says, which may hold an address or a name. */
export function connectionTrouble(error: unknown): string {
  const code = codeOf(error);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "the name in its address is not known";
  if (code === "ECONNREFUSED" || code === "ENOENT") return "nobody answers at its address";
  if (code === "EACCES") return "its socket may not be used by this user";
  if (/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)$/.test(code)) return "its address cannot be reached";
  if (CERTIFICATE.test(code)) return UNTRUSTED;
  return "no connection, or it ended before the answer";
}

/** A host with several addresses has several errors. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
