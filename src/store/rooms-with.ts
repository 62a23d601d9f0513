import type { Redis } from "ioredis";
import { scanKeys } from "./scan-keys.ts";

const BESIDE = /:(shown|again|since|new|tried|bodies|until)$/;

/** Names of the rooms that have such a key in the store, also those that are no longer configured. */
export async function roomsWith(
  redis: Redis,
  { prefix }: { readonly prefix: string },
  what: "cards" | "sayings",
): Promise<readonly string[]> {
  const beginning = `${prefix}${what}:`;
  const rooms = new Set<string>();
  for await (const found of scanKeys(redis, beginning))
    for (const key of found) rooms.add(key.slice(beginning.length).replace(BESIDE, ""));
  return [...rooms];
}
