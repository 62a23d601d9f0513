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

/** Lua for scripts that do the same for several: the error of one is its answer, and no other's. */
export const APART = `
local function apart(each, ...)
  local isDone, answer = pcall(each, ...)
  if isDone then return { 'done', answer } end
  return { 'error', type(answer) == 'table' and answer.err or tostring(answer) }
end`;

/** Runs a script that answers a list of what `apart` gave. */
export async function runApart<T>(
  redis: Redis,
  script: Script,
  args: readonly (string | number)[],
): Promise<readonly (T | Error)[]> {
  const answers = (await runScript(redis, script, args)) as ["done" | "error", T][];
  return answers.map(([outcome, answer]) =>
    outcome === "done" ? answer : new Error(String(answer)),
  );
}
