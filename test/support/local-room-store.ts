import { Redis } from "ioredis";
import type { LocalRoomRecords } from "../../src/ports/local-room-records.ts";
import type { PeopleRecords } from "../../src/ports/people-records.ts";
import { keysFor } from "../../src/store/keys.ts";
import { createLocalRoomRecords } from "../../src/store/local-room.ts";
import { createPeopleRecords } from "../../src/store/people.ts";
import { recordReader } from "./reader.ts";
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
  const reader = recordReader();
  return {
    records: createLocalRoomRecords(redis, blocking, keys, reader),
    people: createPeopleRecords(redis, keys, reader),
    close: async () => {
      redis.disconnect();
      blocking.disconnect();
      await server.stop();
    },
  };
}
