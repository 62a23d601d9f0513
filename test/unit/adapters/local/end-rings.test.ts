import { describe, expect, it } from "vitest";
import { endRings } from "../../../../src/adapters/local/end-rings.ts";
import type { PhonePage } from "../../../../src/ports/local-room-records.ts";
import { manualClock, NOON } from "../../../support/manual-clock.ts";

function pageWith(some: Partial<PhonePage>): PhonePage {
  return {
    v: 1,
    id: "p1",
    handle: "ana",
    notifier: "voice",
    state: "ringing",
    text: "Incident 1.",
    incidents: [1],
    at: NOON,
    ringsUntil: NOON + 45_000,
    note: null,
    ...some,
  };
}

async function ended(page: PhonePage, after: number): Promise<readonly PhonePage[]> {
  const saved: PhonePage[] = [];
  const clock = manualClock();
  clock.set(NOON + after);
  const records = {
    phonePages: () => Promise.resolve([page]),
    savePhonePage: (one: PhonePage) => Promise.resolve(void saved.push(one)),
  };
  await endRings(records, clock, page.handle);
  return saved;
}

describe("a call on the pretend phone", () => {
  it("is told to have ended once it has rung for as long as a call rings", async () => {
    expect(await ended(pageWith({}), 45_000)).toEqual([
      pageWith({ state: "ended", note: "Nobody answered." }),
    ]);
  });

  it("goes on ringing until then", async () => {
    expect(await ended(pageWith({}), 44_999)).toEqual([]);
  });

  it("is not told of twice, nor is a message that is only shown", async () => {
    expect(await ended(pageWith({ state: "ended" }), 60_000)).toEqual([]);
    expect(await ended(pageWith({ state: "shown", ringsUntil: null }), 60_000)).toEqual([]);
  });
});
