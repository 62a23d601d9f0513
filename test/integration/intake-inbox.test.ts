import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fingerprint } from "../../src/alerts/signal.ts";
import { startWatchroom, until, type Harness } from "../support/watchroom.ts";

const INBOX = "{test}:inbox";
const BAD = "{test}:inbox-bad";

describe("an inbox entry that nobody can take in", () => {
  let watch: Harness;

  beforeEach(async () => {
    watch = await startWatchroom();
    await watch.joins("Ana");
  });
  afterEach(() => watch.close());

  it.each([
    ["garbage", ["d", "garbage"], /is damaged/],
    ["an entry without a body", ["x", "y"], /is damaged/],
    ["a signal without a status", ["d", '{"v":1,"signals":[{"alert":"a"}]}'], /status/],
    ["an entry of a newer watchroom", ["d", '{"v":2,"signals":[]}'], /newer watchroom: version 2/],
  ])("is set aside with its reason, and said: %s", async (_what, fields, reason) => {
    const id = await watch.redis.xadd(INBOX, "*", ...fields);
    await watch.idle();

    const [aside] = await setAside(watch);
    expect(aside).toMatchObject({ entry: id, d: fields[1] });
    expect(aside?.["reason"]).toMatch(reason);
    await watch.room.expectCard(/could not be taken in/);
    expect(await watch.incident(1)).toMatchObject({
      alert: "watchroom-inbox-bad",
      severity: "critical",
      status: "triggered",
      summary: expect.stringContaining(String(id)) as string,
    });
  });

  it("does not hold up the signals behind it", async () => {
    await watch.redis
      .multi()
      .xadd(INBOX, "*", "d", "garbage")
      .xadd(INBOX, "*", "d", entryOf("builds-queue-backlog"))
      .exec();
    await watch.idle();

    await watch.room.expectCard(/Builds are queueing up/);
    await watch.room.expectCard(/could not be taken in/);
  });

  it("is set aside after it threw three times, and its neighbours are taken in", async () => {
    await watch.redis.set(`{test}:fp:${fingerprint("builds-queue-backlog", {})}`, "not a record");

    await watch.fire("builds-queue-backlog");
    await watch.fire("builds-slow");

    const tries = watch.log.lines.filter((l) => l.message === "a signal could not be taken in");
    expect(tries).toHaveLength(3);
    expect(await setAside(watch)).toHaveLength(1);
    await watch.room.expectCard(/Builds are slow/);
    await watch.room.expectCard(/could not be taken in/);
    await watch.room.expectNoCard(/Builds are queueing up/);
  });

  it("is set aside when three processes died with it in hand", async () => {
    const id = "9000000000000-0";
    await watch.redis.hset("{test}:inbox:hand", "first", id, "deaths", 2);
    await watch.redis.xadd(INBOX, id, "d", entryOf("builds-queue-backlog"));
    await watch.idle();

    expect(await setAside(watch)).toMatchObject([
      { entry: id, reason: "three processes died while they had it in hand" },
    ]);
    await watch.room.expectCard(/three processes died/);
    await watch.room.expectNoCard(/Builds are queueing up/);
  });

  it("is tried again by itself when a process died with it in hand once", async () => {
    const id = "9000000000000-0";
    await watch.redis.hset("{test}:inbox:hand", "first", id, "deaths", 0);
    await watch.redis.xadd(INBOX, id, "d", entryOf("builds-queue-backlog"));

    await until(async () => (await watch.redis.exists("{test}:inbox:hand")) === 0, "the batch");
    await watch.idle();
    await watch.room.expectCard(/Builds are queueing up/);
    expect(await setAside(watch)).toEqual([]);
  });
});

function entryOf(alert: string): string {
  const signal = { summary: null, severity: null, labels: {}, value: null, at: null };
  return JSON.stringify({ v: 1, signals: [{ alert, status: "firing", ...signal }] });
}

async function setAside({ redis }: Harness): Promise<readonly Record<string, string>[]> {
  const entries = await redis.xrange(BAD, "-", "+");
  return entries.map(([, fields]) =>
    Object.fromEntries(fields.flatMap((f, i) => (i % 2 === 0 ? [[f, fields[i + 1] ?? ""]] : []))),
  );
}
