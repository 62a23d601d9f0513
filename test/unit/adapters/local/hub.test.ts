import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHub, type Hub } from "../../../../src/adapters/local/hub.ts";
import { sleep } from "../../../../src/lib/timers.ts";
import { occupancy, type Sighting } from "../../../../src/presence/occupancy.ts";
import type { Inward } from "../../../../src/ports/inward.ts";
import type { LocalRoomRecords } from "../../../../src/ports/local-room-records.ts";
import type { EventSink } from "../../../../src/ports/web.ts";
import { manualClock } from "../../../support/manual-clock.ts";
import { recordedLog } from "../../../support/quiet-log.ts";

const BEAT_MS = 3_000;

/** A store in memory, in which everybody is a responder. */
const seen = new Map<string, Sighting>();
let clock: ReturnType<typeof manualClock>;
const presenceEvent = vi.fn<() => Promise<void>>();
const told = vi.fn<() => Promise<void>>();

const records = {
  sighted: (handle: string, at: { readonly connected?: number; readonly acted?: number }) => {
    const before = seen.get(handle);
    seen.set(handle, {
      handle,
      responder: true,
      connectedAt: at.connected ?? before?.connectedAt ?? null,
      actedAt: at.acted ?? before?.actedAt ?? null,
      spokeAt: null,
    });
    return Promise.resolve();
  },
  left: (handle: string) => Promise.resolve(void seen.delete(handle)),
  sightings: () => Promise.resolve([...seen.values()]),
  phonePages: () => Promise.resolve([]),
  lastEvent: () => Promise.resolve("0-0"),
  presenceChanged: presenceEvent,
  events: (_after: string, waitMs: number) => sleep(waitMs).then(() => []),
} as unknown as LocalRoomRecords;

const inward = {
  surroundings: () =>
    Promise.resolve({
      people: [],
      here: [],
      occupancy: occupancy([...seen.values()], clock.real()),
      onCall: null,
    }),
  vocabulary: () => ({}),
  presenceChanged: told,
} as unknown as Inward;

interface OpenPage {
  readonly served: Promise<void>;
  close(): void;
}

const beats = async (times: number): Promise<void> => {
  for (let n = 0; n < times; n += 1) {
    clock.set(clock.real() + BEAT_MS);
    await vi.advanceTimersByTimeAsync(BEAT_MS);
  }
};
const connectedAt = (handle: string): number | null | undefined => seen.get(handle)?.connectedAt;

describe("the hub of the local room", () => {
  let hub: Hub;

  beforeEach(() => {
    vi.useFakeTimers();
    seen.clear();
    clock = manualClock();
    presenceEvent.mockReset().mockResolvedValue();
    told.mockReset().mockResolvedValue();
    hub = createHub({ records, inward, clock, log: recordedLog(), phoneReal: false });
    hub.start();
  });
  afterEach(async () => {
    const stopped = hub.stop();
    await vi.advanceTimersByTimeAsync(BEAT_MS);
    await stopped;
    vi.useRealTimers();
  });

  const opens = (handle: string): OpenPage => {
    const closing = new AbortController();
    const sink: EventSink = { closed: closing.signal, send: () => undefined };
    return { served: hub.serve(handle, sink, undefined), close: () => closing.abort() };
  };

  it("keeps those connected whose page is open", async () => {
    opens("ana");
    await beats(5);

    expect(connectedAt("ana")).toBe(clock.real());
  });

  it("does not bring back who left while a page of theirs is open, until they act", async () => {
    opens("ana");
    await beats(1);
    await records.left("ana");
    await beats(2);
    expect(seen.has("ana")).toBe(false);

    await records.sighted("ana", { acted: clock.real() });
    await beats(1);
    expect(connectedAt("ana")).toBe(clock.real());
  });

  it("lets somebody lapse who left just as their page was said to be open", async () => {
    opens("ana");
    await beats(1);
    await records.left("ana");
    await records.sighted("ana", { connected: clock.real() });
    const last = clock.real();
    await beats(2);

    expect(connectedAt("ana")).toBe(last);
  });

  it("forgets a page that could not be served", async () => {
    presenceEvent.mockRejectedValueOnce(new Error("the store is away"));
    await expect(opens("ana").served).rejects.toThrow("away");
    const last = connectedAt("ana");
    await beats(2);

    expect(connectedAt("ana")).toBe(last);
  });

  it.each([
    ["after a while", 2],
    ["at once", 0],
  ])("notices that the last page broke off %s, though none is open", async (_when, after) => {
    const { served, close } = opens("ana");
    await beats(after);
    close();
    await beats(1);
    expect(told).not.toHaveBeenCalled();
    await beats(4);

    await served;
    expect(told).toHaveBeenCalledTimes(1);
  });

  it("says again that nobody is known to be there when that failed", async () => {
    told.mockRejectedValueOnce(new Error("the store is away"));
    opens("ana").close();
    await beats(8);

    expect(told).toHaveBeenCalledTimes(2);
  });
});
