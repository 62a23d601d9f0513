import type { Redis } from "ioredis";

const OLDEST = [7, 0, 8] as const;

/** How far this Redis is from what a pager wants, in words that say how to mend it. What cannot be read is said, too. */
export async function checkRedis(redis: Redis): Promise<readonly string[]> {
  const version = /redis_version:(\S+)/.exec(await redis.info("server"))?.[1] ?? "";
  const settings = await readSettings(redis);
  const old = isOlder(version)
    ? [`Redis ${version} is older than ${OLDEST.join(".")}: its queues can hang. Upgrade it.`]
    : [];
  if (settings === null)
    return [
      ...old,
      "Redis does not let us read its settings (CONFIG GET). Make sure of: appendonly yes, maxmemory-policy noeviction, hz 100.",
    ];
  return [...old, ...judge(settings)];
}

async function readSettings(redis: Redis): Promise<Map<string, string> | null> {
  try {
    const found = await Promise.all(
      ["appendonly", "maxmemory-policy", "hz"].map((name) => redis.config("GET", name)),
    );
    return new Map((found as string[][]).map(([name = "", value = ""]) => [name, value]));
  } catch {
    return null;
  }
}

function judge(settings: ReadonlyMap<string, string>): readonly string[] {
  const warnings: string[] = [];
  if (settings.get("appendonly") !== "yes")
    warnings.push(
      "Redis keeps no append-only file: a crash loses what was accepted. Set `appendonly yes`.",
    );
  if (settings.get("maxmemory-policy") !== "noeviction")
    warnings.push(
      "Redis may evict what we keep when memory is short. Set `maxmemory-policy noeviction`.",
    );
  if (Number(settings.get("hz")) < 100)
    warnings.push(
      "Redis looks at its timers so rarely that wake-ups are up to 0.1 s late. Set `hz 100`.",
    );
  return warnings;
}

function isOlder(version: string): boolean {
  const parts = version.split(".").map(Number);
  const at = OLDEST.findIndex((wanted, i) => wanted !== parts[i]);
  return at !== -1 && (parts[at] ?? 0) < (OLDEST[at] ?? 0);
}
