import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MINUTE } from "../../src/lib/durations.ts";
import { fold } from "../../src/watch/fold.ts";
import { silence, unsilence } from "../../src/watch/silence.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { NOON } from "../support/manual-clock.ts";
import {
  FOLD_LEASE_MS,
  joins,
  startStore,
  type StoreServer,
  type StoreWorld,
} from "../support/store-world.ts";

const BY = { handle: "ana", name: "Ana", via: "room" };
const UNTIL = NOON + 60 * MINUTE;
/** More calls than a fold of two signals makes. */
const CALLS = 20;

let server: StoreServer;
beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());

/** Does something before the so many-eth use of the records. Answers whether it came to that. */
function interrupted(
  watch: Watch,
  call: number,
  act: () => Promise<unknown>,
): { readonly watch: Watch; came(): boolean } {
  let calls = 0;
  const wrap = <T extends object>(records: T): T =>
    new Proxy(records, {
      get: (target, name, receiver) => {
        const method = Reflect.get(target, name, receiver) as (...args: unknown[]) => unknown;
        return async (...args: unknown[]) => {
          calls += 1;
          if (calls === call) await act();
          return method(...args);
        };
      },
    });
  return {
    watch: {
      ...watch,
      incidents: wrap(watch.incidents),
      silences: wrap(watch.silences),
      inbox: wrap(watch.inbox),
    },
    came: () => calls >= call,
  };
}

async function foldInterruptedAt(
  call: number,
  world: StoreWorld,
  act: () => Promise<unknown>,
): Promise<boolean> {
  await joins(world.watch, "ana");
  await world.signals({ alert: "queue-backlog" }, { alert: "host-load" });
  const folding = interrupted(world.watch, call, act);
  const fence = (await world.watch.leases.hold("fold", FOLD_LEASE_MS)) ?? 0;
  await fold(folding.watch, fence, 0);
  return folding.came();
}

describe("an incident that is opened while somebody", () => {
  test("silences its alert is silent, whichever of the two was first", async () => {
    let came = 0;
    for (let call = 1; call <= CALLS; call += 1) {
      const world = await server.fresh();
      const acts = await foldInterruptedAt(call, world, () =>
        silence(world.watch, { alert: "queue-backlog", until: UNTIL, by: BY }),
      );
      if (!acts) break;
      came += 1;
      const [opened] = await world.watch.incidents.list({ alert: "queue-backlog", limit: 5 });
      const [other] = await world.watch.incidents.list({ alert: "host-load", limit: 5 });

      expect(opened?.phase, `before call ${call}`).toEqual({ kind: "silenced", until: UNTIL });
      expect(other?.phase.kind).toBe("step");
    }
    expect(came).toBeGreaterThan(6);
  });

  test("lifts the silence of its alert is told and called for, whichever of the two was first", async () => {
    let came = 0;
    for (let call = 1; call <= CALLS; call += 1) {
      const world = await server.fresh();
      await world.watch.silences.set({ v: 1, alert: "queue-backlog", until: UNTIL, by: "ana" });
      const acts = await foldInterruptedAt(call, world, () =>
        unsilence(world.watch, { alert: "queue-backlog", by: BY }),
      );
      if (!acts) break;
      came += 1;
      const [opened] = await world.watch.incidents.list({ alert: "queue-backlog", limit: 5 });

      expect(opened?.phase.kind, `before call ${call}`).toBe("step");
      expect(opened?.told).toBe(true);
    }
    expect(came).toBeGreaterThan(6);
  });
});

test("a silence that is lifted while its own command still carries it out leaves nothing silent", async () => {
  const world = await server.fresh();
  await joins(world.watch, "ana");
  const opened = await world.opens("queue-backlog");
  for (let call = 1; call <= CALLS; call += 1) {
    const silencing = interrupted(world.watch, call, () =>
      unsilence(world.watch, { alert: "queue-backlog", by: BY }),
    );
    await silence(silencing.watch, { alert: "queue-backlog", until: UNTIL, by: BY });
    const isSilent = (await world.watch.silences.active(NOON)).length > 0;

    expect((await world.load(opened)).phase.kind === "silenced", `before call ${call}`).toBe(
      isSilent,
    );
    if (isSilent) await unsilence(world.watch, { alert: "queue-backlog", by: BY });
  }
});
