import type { Redis } from "ioredis";
import type { LocalRoomRecords } from "../ports/local-room-records.ts";

type Sightings = Pick<LocalRoomRecords, "sighted" | "left" | "sightings">;

/** When each person was last connected, acted and spoke. Whoever left is forgotten. */
export function createSightings(redis: Redis, key: (name: string) => string): Sightings {
  return {
    sighted: async (handle, at) => {
      const fields = Object.entries(at).flatMap(([what, instant]) => [what, String(instant)]);
      if (fields.length === 0) return;
      const seen = key(`seen:${handle}`);
      await redis.multi().sadd(key("seen"), handle).hset(seen, fields).exec();
    },
    left: async (handle) => {
      const seen = key(`seen:${handle}`);
      await redis.multi().srem(key("seen"), handle).del(seen).exec();
    },
    sightings: async () => {
      const handles = await redis.smembers(key("seen"));
      return Promise.all(
        handles.map(async (handle) => {
          const { connected, acted, spoke } = await redis.hgetall(key(`seen:${handle}`));
          return {
            handle,
            connectedAt: instantOf(connected),
            actedAt: instantOf(acted),
            spokeAt: instantOf(spoke),
          };
        }),
      );
    },
  };
}

function instantOf(text: string | undefined): number | null {
  return text === undefined ? null : Number(text);
}
