const UNVERIFIED = "tls-verify=no";

/** Marks an address whose certificate nobody vouches for, as of hosts that sign their own; the connection is encrypted all the same. */
export function withoutVerifying(address: string): string {
  return `${address}${address.includes("?") ? "&" : "?"}${UNVERIFIED}`;
}

/** What a connection to this address needs to be told about certificates. */
export function tlsOptions(address: string): {
  readonly tls?: { readonly rejectUnauthorized: false };
} {
  const marked = address.startsWith("rediss://") && address.split(/[?&]/).includes(UNVERIFIED);
  return marked ? { tls: { rejectUnauthorized: false } } : {};
}
