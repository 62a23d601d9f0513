import { beforeEach, describe, expect, test } from "vitest";
import type { PresenceAnswer, Room } from "../../../src/ports/room.ts";
import { POSTING_FAILED_MS, readRooms } from "../../../src/watch/read-rooms.ts";
import type { Watch } from "../../../src/watch/watch.ts";
import { manualClock, NOON, type ManualClock } from "../../support/manual-clock.ts";

const GRACE_MS = 90_000;
const DOWN = { outcome: "failed", reason: "timeout", permanent: false } as const;

let clock: ManualClock;
let answer: PresenceAnswer;
let failingSince: number | null;
let watch: Watch;

beforeEach(() => {
  clock = manualClock();
  failingSince = null;
  somebodyIsHere();
  const room: Partial<Room> = {
    name: "room",
    presenceGraceMs: GRACE_MS,
    presence: () => Promise.resolve(answer),
  };
  const parts: Partial<Watch> = {
    clock,
    rooms: [room as Room],
    cards: { failingSince: () => Promise.resolve(failingSince) } as unknown as Watch["cards"],
  };
  watch = parts as Watch;
});

function somebodyIsHere(): void {
  const at = clock.real();
  const ana = { handle: "ana", responder: true, connectedAt: at, actedAt: at, spokeAt: at };
  answer = { outcome: "seen", sightings: [ana] };
}

async function read(at = clock.real()): Promise<string | undefined> {
  clock.set(at);
  return (await readRooms(watch))[0]?.occupancy;
}

describe("a room whose presence cannot be read", () => {
  test("is unknown when it never could be", async () => {
    answer = DOWN;

    expect(await read()).toBe("unknown");
  });

  test("is as it was for as long as the last good answer stands, and then unknown", async () => {
    expect(await read()).toBe("occupied");
    answer = DOWN;

    expect(await read(NOON + GRACE_MS)).toBe("occupied");
    expect(await read(NOON + GRACE_MS + 1)).toBe("unknown");
  });

  test("does not live on an answer from before the clock went back", async () => {
    await read();
    answer = DOWN;

    expect(await read(NOON - 3_600_000)).toBe("unknown");
  });

  test("is known again with the next good answer", async () => {
    answer = DOWN;
    await read();
    somebodyIsHere();

    expect(await read()).toBe("occupied");
  });
});

describe("a room that takes no posts", () => {
  test("counts until that lasts for 30 seconds", async () => {
    failingSince = NOON - POSTING_FAILED_MS + 1;
    expect(await read()).toBe("occupied");

    failingSince = NOON - POSTING_FAILED_MS;
    expect(await read()).toBe("unknown");
  });

  test("since an instant that lies ahead is unknown: nobody knows for how long", async () => {
    failingSince = NOON + 3_600_000;

    expect(await read()).toBe("unknown");
  });

  test("says who was seen there all the same", async () => {
    failingSince = NOON - 3_600_000;

    expect((await readRooms(watch))[0]?.sightings).toHaveLength(1);
  });
});
