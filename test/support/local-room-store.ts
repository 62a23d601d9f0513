import { Redis } from "ioredis";
import type { LocalRoomRecords } from "../../src/ports/local-room-records.ts";
import type { PeopleRecords } from "../../src/ports/people-records.ts";
import { keysFor } from "../../src/store/keys.ts";
import { createLocalRoomRecords } from "../../src/store/local-room.ts";
import { createPeopleRecords } from "../../src/store/people.ts";
import { startRedis } from "./redis-server.ts";

export interface LocalRoomStore {
  readonly records: LocalRoomRecords;
  readonly people: PeopleRecords;
  close(): Promise<void>;
}

/** What the local adapter keeps, in a Redis of its own. */
export async function openLocalRoomStore(): Promise<LocalRoomStore> {
  const server = await startRedis();
  const [redis, blocking] = [new Redis(server.socket), new Redis(server.socket)];
  const keys = keysFor("{test}:");
  return {
    records: createLocalRoomRecords(redis, blocking, keys),
    people: createPeopleRecords(redis, keys),
    close: async () => {
      redis.disconnect();
      blocking.disconnect();
      await server.stop();
    },
  };
}
