import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Redis } from "ioredis";
import { keysFor } from "../../src/store/keys.ts";
import { createNotices } from "../../src/store/notices.ts";
import { manualClock } from "../support/manual-clock.ts";
import { recordedLog } from "../support/quiet-log.ts";
import { startRedis } from "../support/redis-server.ts";
import { until } from "../support/until.ts";

const TOKEN = { what: "Slack does not know our token.", mend: "Copy it anew." };
const CHANNEL = { what: "The channel is archived.", mend: "Unarchive it." };

describe("what is wrong, for all processes", () => {
  let redis: Redis;
  let stop: () => Promise<void>;
  const clock = manualClock();
  const log = recordedLog();

  beforeEach(async () => {
    const server = await startRedis();
    redis = new Redis(server.socket);
    stop = async () => {
      redis.disconnect();
      await server.stop();
    };
  });
  afterEach(() => stop());

  const notices = (): ReturnType<typeof createNotices> =>
    createNotices(redis, keysFor("{test}:"), clock, log);
  const known = async (): Promise<readonly string[]> =>
    (await notices().problems()).map(({ what }) => what);
  const untilKnown = (all: readonly string[]): Promise<true> =>
    until(`${all.join(" ")} is known`, 5_000, async () => {
      expect(await known()).toEqual(all);
      return true as const;
    });

  it("is forgotten as soon as it is mended, and known again when it comes back", async () => {
    const mine = notices();
    mine.say("slack", TOKEN);
    await untilKnown([TOKEN.what]);

    mine.mended("slack");
    await untilKnown([]);

    mine.say("slack", TOKEN);
    await untilKnown([TOKEN.what]);
  });

  it("is told in its newest words, however soon they follow", async () => {
    const mine = notices();
    mine.say("slack", TOKEN);
    mine.say("slack", CHANNEL);

    await untilKnown([CHANNEL.what]);
  });

  it("is forgotten after a quarter of an hour in which nobody said it again", async () => {
    notices().say("slack", TOKEN);
    await untilKnown([TOKEN.what]);

    clock.set(clock.now() + 16 * 60_000);
    expect(await known()).toEqual([]);
  });
});
