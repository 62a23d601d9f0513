import type { Redis } from "ioredis";
import { runScript, script } from "./run-script.ts";

/** A field of a hash: what was read there, and what is to stand there. Keys are without the prefix. */
export interface FieldChange {
  readonly key: string;
  readonly field: string;
  /** Null: nothing. */
  readonly before: string | null;
  readonly after: string;
}

/** ARGV: prefix, changes as JSON. */
const SWAP = script(`
local p, changes = ARGV[1], cjson.decode(ARGV[2])
for _, c in ipairs(changes) do
  local now = redis.call('HGET', p .. c.key, c.field)
  if c.before == cjson.null then if now then return 0 end
  elseif now ~= c.before then return 0 end
end
for _, c in ipairs(changes) do redis.call('HSET', p .. c.key, c.field, c.after) end
return 1
`);

/** All of them, if each still is as it was read; else none. */
export async function swapFields(
  redis: Redis,
  prefix: string,
  changes: readonly FieldChange[],
): Promise<boolean> {
  return (await runScript(redis, SWAP, [prefix, JSON.stringify(changes)])) === 1;
}
