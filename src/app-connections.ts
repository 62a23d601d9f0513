import type { AppParts } from "./app-parts.ts";
import { connectForBackground, connectForRequests, type Redis } from "./store/connect.ts";
import type { Keys } from "./store/keys.ts";

export type Connections = ReturnType<typeof openConnections>;

export function openConnections({
  redis,
  log,
}: AppParts): Record<"requests" | "background" | "folding" | "watching" | "hearing", Redis> {
  const background = (): Redis => connectForBackground(redis, log);
  return {
    requests: connectForRequests(redis, log),
    background: background(),
    folding: background(),
    watching: background(),
    hearing: background(),
  };
}

export async function listen(
  redis: Redis,
  keys: Keys,
  hear: (word: string) => void,
): Promise<void> {
  redis.on("message", (_channel, word: string) => hear(word));
  await redis.subscribe(keys.nudge);
}
