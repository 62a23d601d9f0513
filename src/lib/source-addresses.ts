/** Where a source is reached. Both may hold a secret: neither is ever shown. */
export interface SourceAddress {
  readonly url: string;
  readonly token: string | null;
}

const NAMED = /^SOURCE_([A-Z]+)(?:_([A-Z0-9_]+))?_URL$/;

/** By kind, and for a named connection by `kind:name`: `SOURCE_REDIS_BILLING_URL` is `redis:billing`. */
export function sourceAddresses(
  env: Readonly<Record<string, string | undefined>>,
): ReadonlyMap<string, SourceAddress> {
  return new Map(
    Object.entries(env).flatMap(([name, url]) => {
      const match = NAMED.exec(name);
      if (!match || !url) return [];
      const [, kind = "", connection] = match;
      const key = [kind, ...(connection === undefined ? [] : [connection])].join(":").toLowerCase();
      return [[key, { url, token: env[name.replace(/_URL$/, "_TOKEN")] ?? null }] as const];
    }),
  );
}

/** `SOURCE_REDIS_BILLING_URL` for the connection billing of redis. */
export function variableOf(kind: string, connection: string | null): string {
  return ["SOURCE", kind, ...(connection === null ? [] : [connection]), "URL"]
    .join("_")
    .toUpperCase();
}

/** What the environment says of a source's connection; null when it says nothing. */
export function addressOf(
  addresses: ReadonlyMap<string, SourceAddress>,
  kind: string,
  connection: string | null,
): SourceAddress | null {
  return addresses.get(connection === null ? kind : `${kind}:${connection}`) ?? null;
}
