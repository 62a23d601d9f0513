import { createHash } from "node:crypto";
import type { Redis } from "ioredis";

/** A Lua script: all its keys begin with the prefix, which is its first argument. */
export interface Script {
  readonly sha: string;
  readonly lua: string;
}

export function script(lua: string): Script {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}

/** By its hash; sent whole only when this Redis has not seen it, for instance after a restart. */
export async function runScript(
  redis: Redis,
  { sha, lua }: Script,
  args: readonly (string | number)[],
): Promise<unknown> {
  try {
    return await redis.evalsha(sha, 0, ...args);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return await redis.eval(lua, 0, ...args);
  }
}
