import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOON } from "../support/manual-clock.ts";
import { endSilences } from "../../src/watch/end-silences.ts";
import { startWatchroom, type Harness, type Member } from "../support/watchroom.ts";

const instant = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString();

describe("a silenced alert", () => {
  let watch: Harness;
  let ana: Member;

  beforeEach(async () => {
    watch = await startWatchroom();
    ana = await watch.joins("Ana");
  });
  afterEach(() => watch.close());

  const silences = async (words: string, said: RegExp): Promise<void> => {
    await ana.says(`@watchroom ${words}`);
    await watch.room.expectMessage(said);
  };

  it("opens its incident without a word, even in an empty room", async () => {
    await silences("silence builds-queue-backlog for 2h", /silent until 14:00/);
    await ana.leaves();
    await watch.fire("builds-queue-backlog");
    await watch.advance({ minutes: 119 });

    await watch.room.expectNothing();
    await watch.phone("ana").expectNothing();
    expect(await watch.incident(1)).toMatchObject({
      status: "triggered",
      silencedUntil: instant(120),
      escalation: { nextAt: null },
    });
  });

  it("that still fires at the end is posted, and its policy starts as if it opened now", async () => {
    await silences("silence build queue for 2h", /builds-queue-backlog is silent/);
    await watch.fire("builds-queue-backlog");
    await watch.advance({ minutes: 120 });

    await watch.room.expectCard(/Calls Ana at 14:10/);
    expect(await watch.incident(1)).toMatchObject({ silencedUntil: null });
    await watch.advance({ minutes: 10 });
    await watch.phone("ana").expectPush(/Builds/);
  });

  it("that still fires at the end goes for a person at once when the room is empty by then", async () => {
    await silences("silence builds-queue-backlog for 1h", /silent until 13:00/);
    await watch.fire("builds-queue-backlog");
    await ana.leaves();
    await watch.advance({ minutes: 60 });

    await watch.phone("ana").expectPush(/Builds/);
    await watch.room.expectCard(/Nobody is here\. Calling Ana/);
  });

  it("recovers quietly, and fires aloud when the silence is over", async () => {
    await silences("silence builds-queue-backlog for 1h", /silent until 13:00/);
    await watch.fire("builds-queue-backlog");
    await watch.recovers("builds-queue-backlog");
    await watch.advance({ minutes: 61 });
    await watch.room.expectNothing();
    expect(await watch.incident(1)).toMatchObject({ status: "resolved" });

    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/^#2 /);
  });

  it("begins at once when the silence is lifted, and was told to nobody before", async () => {
    await silences("silence builds-queue-backlog for 2h", /silent/);
    await watch.fire("builds-queue-backlog");
    await watch.advance({ minutes: 5 });
    await watch.room.expectNothing();

    await silences("unsilence builds-queue-backlog", /no longer silent/);

    await watch.room.expectCard(/Calls Ana at 12:15/);
  });

  it("does not silence the others, and `all` does", async () => {
    await silences("silence builds-slow for 2h", /builds-slow is silent/);
    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/Builds are queueing up/);

    await silences("silence all for 1h", /Every alert is silent until 13:00/);
    await watch.fire("anything-else");

    await watch.room.expectNothing();
    expect(await watch.incident(1)).toMatchObject({ silencedUntil: instant(60) });
    expect(await watch.incident(2)).toMatchObject({ silencedUntil: instant(60) });
  });

  it("stays silent until the longer of two silences is over", async () => {
    await silences("silence builds-queue-backlog for 4h", /silent until 16:00/);
    await watch.fire("builds-queue-backlog");
    await silences("silence all for 1h", /silent until 13:00/);
    await watch.advance({ minutes: 90 });

    await watch.room.expectMessage(/The silence of all alerts is over/);
    await watch.room.expectNothing();
    expect(await watch.incident(1)).toMatchObject({ silencedUntil: instant(240) });
  });

  it("stays silent when one of two silences is lifted", async () => {
    await silences("silence all for 3h", /silent until 15:00/);
    await silences("silence builds-queue-backlog for 1h", /silent until 13:00/);
    await watch.fire("builds-queue-backlog");

    await silences("unsilence builds-queue-backlog", /no longer silent/);

    await watch.room.expectNothing();
    expect(await watch.incident(1)).toMatchObject({ silencedUntil: instant(180) });
  });

  it("is silent no longer than the newest word on it says", async () => {
    await silences("silence builds-queue-backlog for 4h", /silent until 16:00/);
    await watch.fire("builds-queue-backlog");
    await silences("silence builds-queue-backlog for 1h", /silent until 13:00/);
    await watch.advance({ minutes: 60 });

    await watch.room.expectCard(/Calls Ana at 13:10/);
  });

  it("stops a phone that rings for it, and the pages that were to come", async () => {
    await watch.fire("builds-queue-backlog");
    await watch.advance({ minutes: 15 });
    await watch.phone("ana").expectPush(/Builds/);
    await watch.phone("ana").expectSms(/Builds/);
    const { page } = await watch.phone("ana").expectCall(/Builds/);
    expect(page.state).toBe("ringing");

    await silences("silence builds-queue-backlog for 1h", /silent until 13:15/);

    await watch.room.expectCard(/Silenced until 13:15/);
    expect((await watch.phone("ana").pages()).map(({ state }) => state)).toEqual([
      "ended",
      "ended",
      "ended",
    ]);
    await watch.advance({ minutes: 59 });
    await watch.phone("ana").expectNothing();
  });

  it("leaves an acknowledged incident to whoever has it, without a reminder", async () => {
    await watch.fire("builds-queue-backlog");
    await ana.reacts("eyes", 1);
    await silences("silence builds-queue-backlog for 2h", /silent until 14:00/);
    await watch.advance({ minutes: 119 });

    await watch.room.expectCard(
      /Ana has it\. Silenced until 14:00\. Calls Ana again at 14:00 unless it recovers or somebody acts\./,
    );
    await watch.phone("ana").expectNothing();
    expect(await watch.incident(1)).toMatchObject({ silencedUntil: instant(120) });
  });

  it("is listed in the room and by the API until it is over", async () => {
    await silences("silence builds-queue-backlog for 2h", /silent until 14:00/);
    await silences("silence all for 30m", /Every alert is silent until 12:30/);
    await silences(
      "silence",
      /^- Every alert is silent until 12:30 \(UTC\), by Ana\.\n- builds-queue-backlog is silent until 14:00 \(UTC\), by Ana\.$/,
    );
    expect(await watch.api.get("/api/v1/silences")).toEqual({
      silences: [
        { alert: "*", until: instant(30), by: "ana" },
        { alert: "builds-queue-backlog", until: instant(120), by: "ana" },
      ],
    });

    await watch.advance({ minutes: 120 });

    await watch.room.expectMessage(/The silence of all alerts is over/);
    expect(await watch.api.get("/api/v1/silences")).toEqual({ silences: [] });
    expect(await watch.redis.hlen("{test}:silences")).toBe(0);
  });

  it("is for responders to silence, and for nobody under a name that does not exist", async () => {
    const eve = await watch.joins("Eve", { phone: false });
    await eve.says("@watchroom silence builds-queue-backlog for 2h");
    await watch.room.expectMessage(/`silence` is for responders/);
    await silences(
      "silence builds-queue-backlok for 2h",
      /Nearest: builds-queue-backlog\. Nothing was changed/,
    );
    await silences("silence builds-queue-backlog", /`silence <alert\|all> for 2h`/);
    await silences("unsilence builds-queue-backlog", /was not silent/);

    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/triggered/);
  });
});

describe("a maintenance", () => {
  let watch: Harness;
  let ana: Member;

  beforeEach(async () => {
    watch = await startWatchroom();
    ana = await watch.joins("Ana");
    await ana.says("@watchroom silence all for 30m");
    await watch.room.expectMessage(/Every alert is silent until 12:30 \(UTC\), by Ana/);
  });
  afterEach(() => watch.close());

  it("that ends is said once, beside what fires then", async () => {
    await watch.fire("builds-queue-backlog");
    await watch.advance({ minutes: 29 });
    await watch.room.expectNothing();

    await watch.advance({ minutes: 1 });

    await watch.room.expectMessage(/^The silence of all alerts is over\.$/);
    await watch.room.expectCard(/Calls Ana at 12:40/);
    await endSilences(watch.app.world.watch);
    await watch.room.expectNothing();
  });

  it("that is made longer ends once, and one that is lifted was said by whoever did", async () => {
    await ana.says("@watchroom silence all for 1h");
    await watch.room.expectMessage(/silent until 13:00/);
    await watch.advance({ minutes: 59 });
    await watch.room.expectNothing();
    await ana.says("@watchroom unsilence all");
    await watch.room.expectMessage(/Every alert is no longer silent, says Ana/);

    await watch.advance({ minutes: 30 });

    await watch.room.expectNothing();
  });
});
