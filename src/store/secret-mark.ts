import type { Redis } from "ioredis";
import { ConfigError } from "../lib/config-error.ts";
import { createSigner } from "../lib/sign.ts";
import type { Keys } from "./keys.ts";

/** The mark follows the first secret; the others, if the store knows one of them, prove that it may. */
const AGREE = `
local key, accept, first = ARGV[1], ARGV[2], ARGV[3]
local known = redis.call('HGET', key, 'mark')
local is_ours = not known or accept == '1'
for i = 3, #ARGV do is_ours = is_ours or known == ARGV[i] end
if not is_ours then return 0 end
redis.call('HSET', key, 'v', 1, 'mark', first)
return 1
`;

/**
 * What was signed or sealed under one secret is worth nothing under another: all processes on one store must share it,
 * from one start to the next. Throws a ConfigError when the store knows none of these.
 */
export async function agreeOnSecrets(
  redis: Redis,
  keys: Keys,
  secrets: readonly string[],
  acceptNew: boolean,
): Promise<void> {
  const marks = secrets.map(markOf);
  if ((await redis.eval(AGREE, 0, keyOf(keys), acceptNew ? "1" : "0", ...marks)) === 1) return;
  throw new ConfigError(
    [
      "This store was made under another secret than the one in WATCHROOM_SECRET, or in the file `secret` of the data folder.",
      "Set the old one back. To replace it, give both, WATCHROOM_SECRET=new,old, until every process has started with them.",
      "If the old one is lost, start once with --accept-new-secret: everybody signs in anew, links that were sent no longer",
      "work, and the ways to reach people have to be given again.",
    ].join("\n"),
  );
}

/** Whether the store was made under one of these, or under none yet. Changes nothing. */
export async function knowsSecrets(
  redis: Redis,
  keys: Keys,
  secrets: readonly string[],
): Promise<boolean> {
  const known = await redis.hget(keyOf(keys), "mark");
  return known === null || secrets.some((secret) => markOf(secret) === known);
}

const keyOf = (keys: Keys): string => `${keys.prefix}secret`;
const markOf = (secret: string): string => createSigner([secret], "store").sign("mark");
