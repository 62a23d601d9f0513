/** For records whose version nobody beyond the store needs to know. */
export function withVersion(record: object): string {
  return JSON.stringify({ v: 1, ...record });
}

export function withoutVersion<T extends object>(record: T & { readonly v?: unknown }): T {
  const { v: _, ...rest } = record;
  return rest as unknown as T;
}
