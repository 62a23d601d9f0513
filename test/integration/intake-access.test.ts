import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ESCALATION } from "../support/book.ts";
import { rawRequest, type RawAnswer, type RawOptions } from "../support/raw-request.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

const SENDER = "sender-token-of-16";
const READER = "reader-token-of-16";
const ACTOR = "actor-token-of-16";
const TOKENS = `prometheus:signals:${SENDER},board:read:${READER},chatops:read|act:${ACTOR}`;
const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

const HEARTBEAT = `# Backups

## The nightly backup did not run

\`\`\`yaml alert
name: nightly-backup
source: heartbeat
expect: 26h
severity: warning
\`\`\`

1. Look at the log.
`;

/** Resolved and never opened: taken in, and nothing follows. */
const QUIET = JSON.stringify({ alert: "builds-queue-backlog", status: "resolved" });

let watch: Harness;
const send = (path: string, options: RawOptions = {}): Promise<RawAnswer> =>
  rawRequest(watch.api.base, path, options);
const signal = (headers: RawOptions["headers"] = {}): Promise<RawAnswer> =>
  send("/api/v1/signals", { headers, body: QUIET });

describe("on this machine only, watchroom", () => {
  beforeAll(async () => {
    watch = await startWatchroom({
      book: { "escalation.md": ESCALATION, "backups.md": HEARTBEAT },
      env: { WATCHROOM_TOKENS: TOKENS },
    });
  });
  afterAll(() => watch.close());

  it("asks nobody on it for a token", async () => {
    expect((await signal()).status).toBe(202);
  });

  it("refuses a token that is shown and not known", async () => {
    for (const authorization of ["Bearer not-one-of-ours-16", "Bearer", `Basic ${SENDER}`]) {
      const answer = await signal({ authorization });

      expect(answer.status).toBe(401);
      expect(answer.body.error).toMatch(/token is not known/);
      expect(answer.body.error).not.toContain(SENDER);
    }
  });

  it("refuses a token that lacks the scope, and names what it lacks", async () => {
    const cases = [
      [READER, "POST", "/api/v1/signals", "signals"],
      [READER, "POST", "/api/v1/heartbeats/nightly-backup", "signals"],
      [SENDER, "GET", "/api/v1/incidents", "read"],
      [SENDER, "GET", "/api/v1/incidents/1", "read"],
      [READER, "POST", "/api/v1/incidents/1/acknowledge", "act"],
      [READER, "POST", "/api/v1/incidents/1/resolve", "act"],
    ] as const;
    for (const [token, method, path, scope] of cases) {
      const body = method === "POST" ? '{"by":"ana"}' : "";
      const answer = await send(path, { method, headers: bearer(token), body });

      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.body.error).toMatch(new RegExp(`lacks the scope ${scope}`));
    }
  });

  it("lets a token do what its scopes name", async () => {
    const list = await send("/api/v1/incidents", { method: "GET", headers: bearer(ACTOR) });
    const act = await send("/api/v1/incidents/1/resolve", {
      headers: bearer(ACTOR),
      body: '{"by":"ana"}',
    });

    expect((await signal(bearer(SENDER))).status).toBe(202);
    expect([list.status, act.status]).toEqual([200, 404]);
  });

  it("takes a heartbeat that the book expects", async () => {
    const answer = await send("/api/v1/heartbeats/nightly-backup");

    expect([answer.status, answer.body]).toEqual([202, { accepted: 1 }]);
  });

  it.each(["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip"])(
    "counts a caller with %s as one from elsewhere",
    async (name) => {
      expect((await signal({ [name]: "for=203.0.113.7" })).status).toBe(401);
      expect((await signal({ [name]: "for=203.0.113.7", ...bearer(SENDER) })).status).toBe(202);
      expect((await send("/room/join", { headers: { [name]: "1" } })).status).toBe(401);
    },
  );

  it("refuses a host name that is not ours", async () => {
    for (const path of ["/api/v1/signals", "/room/join"]) {
      const answer = await send(path, { headers: { host: "evil.example" }, body: QUIET });

      expect([path, answer.status]).toEqual([path, 403]);
      expect(answer.body.error).toMatch(/host "evil\.example" is not ours/);
    }
  });

  it("refuses what the page of another site sends, and takes what its own sends", async () => {
    for (const origin of ["https://evil.example", "null", "http://localhost:1"]) {
      expect((await signal({ origin })).status).toBe(403);
      expect((await send("/room/join", { headers: { origin } })).status).toBe(403);
    }
    expect((await signal({ origin: watch.api.base })).status).toBe(202);
  });

  it("answers health to anybody", async () => {
    const headers = { host: "balancer.example", "x-forwarded-for": "203.0.113.7" };

    expect((await send("/healthz", { method: "GET", headers })).status).toBe(200);
    expect((await send("/readyz", { method: "GET", headers })).status).toBe(200);
  });
});

describe("reachable from elsewhere, watchroom", () => {
  beforeAll(async () => {
    watch = await startWatchroom({
      env: { WATCHROOM_TOKENS: TOKENS, PUBLIC_URL: "https://watchroom.example.com" },
    });
  });
  afterAll(() => watch.close());

  it("asks every caller for a token, those on this machine too", async () => {
    const without = await signal();

    expect(without.status).toBe(401);
    expect(without.body.error).toMatch(/A token is needed/);
    expect((await signal(bearer(SENDER))).status).toBe(202);
  });

  it("answers under its public name", async () => {
    const headers = { host: "watchroom.example.com", ...bearer(SENDER) };

    expect((await signal(headers)).status).toBe(202);
    expect((await signal({ ...headers, host: "watchroom.example.org" })).status).toBe(403);
  });
});
