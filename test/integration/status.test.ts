import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

const READER = "reader-token-of-16";
const SENDER = "sender-token-of-16";
const AS_READER = { authorization: `Bearer ${READER}` };
let watch: Harness;

beforeAll(async () => {
  watch = await startWatchroom({
    env: {
      WATCHROOM_TOKENS: `board:read:${READER},sender:signals:${SENDER}`,
      CAMPFIRE_URL: "https://chat.example.com",
      CAMPFIRE_ROOM: "1",
      CAMPFIRE_BOT_KEY: "1-x",
    },
  });
});
afterAll(() => watch.close());

interface Status {
  readonly ok: boolean;
  readonly problems: readonly { readonly severity: string; readonly what: string }[];
  readonly figures: Readonly<Record<string, number>>;
  readonly processes: readonly string[];
}

async function metrics(): Promise<string> {
  const response = await fetch(`${watch.url}/metrics`, { headers: AS_READER });
  expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
  return response.text();
}

describe("a running watchroom", () => {
  it("says what is wrong with it, until it is mended", async () => {
    const before = await watch.api.get<Status>("/api/v1/status");
    expect(before.ok).toBe(false);
    const words = before.problems.map(({ what }) => what).join("\n");
    expect(words).toMatch(/Nobody can be called[^]*Nobody is told if watchroom itself dies/);
    expect(words).toMatch(/CAMPFIRE_ROOM is set/);
    expect(words).not.toMatch(/No worker runs/);

    await watch.joins("Ana");

    const after = await watch.api.get<Status>("/api/v1/status");
    expect(after).toMatchObject({ ok: true, processes: ["all"], figures: { "inbox-lag": 0 } });
    const lines = watch.log.lines.filter(({ message }) => /Nobody is told/.test(message));
    expect(lines).toHaveLength(1);
  });

  it("gives its figures to Prometheus, without a word of anybody's", async () => {
    await watch.fire("builds-slow", { labels: { host: "db-1" } });
    await watch.room.expectCard(/Builds are slow/);
    expect((await fetch(`${watch.url}/nothing-here`)).status).toBe(404);

    const text = await metrics();

    for (const line of [
      'watchroom_open_incidents{status="triggered",severity="warning"} 1',
      "watchroom_incidents_total 1",
      "watchroom_requests_accepted_total 1",
      'watchroom_alerts{state="firing"} 1',
      'watchroom_alerts{state="quiet"} ',
      'watchroom_processes{role="all"} 1',
      "watchroom_inbox_lag_seconds 0",
      'watchroom_http_requests_total{route="intake",status="202"} 1',
      'watchroom_http_requests_total{route="none",status="404"} 1',
      "watchroom_process_resident_memory_bytes ",
      "watchroom_nodejs_eventloop_lag_seconds ",
    ])
      expect(text).toContain(`\n${line}`);
    const named = [...text.matchAll(/^([a-z_]+)/gm)].map(([name]) => name);
    expect(named.filter((name) => !name.startsWith("watchroom_"))).toEqual([]);
    expect(text).not.toMatch(/ana|db-1|builds/i);
    expect(await metrics()).toContain('route="api",status="200"');
  });

  it("shows both to whoever may read, and to nobody else", async () => {
    for (const path of ["/metrics", "/api/v1/status"]) {
      const ask = async (headers: Record<string, string>): Promise<number> =>
        (await fetch(watch.url + path, { headers })).status;

      expect(await ask({})).toBe(200);
      expect(await ask(AS_READER)).toBe(200);
      expect(await ask({ authorization: `Bearer ${SENDER}` })).toBe(403);
      expect(await ask({ "x-forwarded-for": "203.0.113.7" })).toBe(401);
    }
  });
});
