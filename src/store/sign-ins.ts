import type { Redis } from "ioredis";
import type { SignInRecords } from "../ports/sign-in-records.ts";
import type { Keys } from "./keys.ts";

export function createSignInRecords(redis: Redis, keys: Keys): SignInRecords {
  const key = (link: string): string => `${keys.prefix}signin:${link}`;
  return {
    use: async (link, rememberMs) =>
      (await redis.set(key(link), "used", "PX", rememberMs, "NX")) === "OK",
    isUsed: async (link) => (await redis.exists(key(link))) === 1,
  };
}
