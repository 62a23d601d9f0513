import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createInbox } from "../../src/store/inbox.ts";
import { createIntakeGate } from "../../src/store/intake-gate.ts";
import { signalOf, startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";
import { startWatchroom, until } from "../support/watchroom.ts";

describe("an inbox that is full", () => {
  let server: StoreServer;
  let world: StoreWorld;
  beforeAll(async () => {
    server = await startStore();
    world = await server.fresh();
  });
  afterAll(async () => {
    await server.stop();
  });

  test("takes nothing more, loses nothing that it took, is trimmed only as it is taken in, and opens again", async () => {
    const { redis, keys } = world;
    const gate = createIntakeGate(redis, keys, { inboxBytes: 64 * 1024, memoryShare: 0.8 });
    const inbox = createInbox({ requests: redis, background: redis, blocking: redis }, keys, gate);
    const summary = "x".repeat(500);
    let accepted = 0;
    for (await gate.look(); gate.isOpen(); await gate.look()) {
      await inbox.add([signalOf({ alert: `a${accepted}`, summary })]);
      accepted += 1;
    }
    expect(accepted).toBeGreaterThan(50);
    await expect(inbox.add([signalOf({ alert: "refused" })])).rejects.toThrow("the inbox is full");
    expect(await redis.xlen(keys.inbox)).toBe(accepted);

    await world.foldAll();
    await gate.look();

    expect(await redis.xlen(keys.inbox)).toBe(0);
    await inbox.add([signalOf({ alert: "again" })]);
    await world.foldAll();
    const alerts = (await world.incidents()).map(({ alert }) => alert).toSorted();
    expect(alerts).toEqual(
      [...Array.from({ length: accepted }, (_, n) => `a${n}`), "again"].toSorted(),
    );
  });
});

test("memory at four fifths of its limit answers 503 with the time to wait, and all is taken in again when there is room", async () => {
  const watch = await startWatchroom();
  try {
    const post = async (): Promise<Response> =>
      fetch(`${watch.url}/api/v1/signals`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ alert: "queue-backlog", status: "resolved" }),
      });
    expect((await post()).status).toBe(202);
    const used = Number(/used_memory:(\d+)/.exec(await watch.redis.info("memory"))![1]);
    await watch.redis.config("SET", "maxmemory", Math.round(used * 1.1));
    await until(async () => (await post()).status === 503, "the intake to close");

    expect((await post()).headers.get("retry-after")).toMatch(/^\d+$/);

    await watch.redis.config("SET", "maxmemory", 0);
    await until(async () => (await post()).status === 202, "the intake to open");
  } finally {
    await watch.close();
  }
});
