import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type {
  SlackAnswer,
  SlackFailure,
} from "../../../../../src/adapters/slack/connection/api.ts";
import {
  createLines,
  EDITS,
  type Lines,
  type LinesOptions,
  type Urgency,
} from "../../../../../src/adapters/slack/connection/lines.ts";
import { systemClock } from "../../../../../src/lib/clock.ts";

const START = Date.UTC(2026, 5, 1, 12);

const FINE: SlackAnswer<object> = { outcome: "answered", data: {} };

function limited(retryAfterMs: number): SlackFailure {
  return {
    outcome: "failed",
    reason: "rate-limited",
    permanent: false,
    retryAfterMs,
    error: "ratelimited",
    mayHaveArrived: false,
  };
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

interface Sender {
  readonly lines: Lines;
  /** "0 a", "1000 b": when each was called. */
  readonly called: string[];
  send(
    name: string,
    more?: {
      readonly channel?: string;
      readonly urgency?: Urgency;
      readonly signal?: AbortSignal;
      readonly answer?: SlackAnswer<object>;
    },
  ): Promise<SlackAnswer<object>>;
}

function sender(options?: LinesOptions): Sender {
  const lines = createLines(systemClock, options);
  const called: string[] = [];
  return {
    lines,
    called,
    send: (
      name,
      {
        channel = "C1",
        urgency = "other",
        signal = new AbortController().signal,
        answer = FINE,
      } = {},
    ) =>
      lines.send(channel, urgency, signal, () => {
        called.push(`${Date.now() - START} ${name}`);
        return Promise.resolve(answer);
      }),
  };
}

describe("a line", () => {
  it("lets three go at once, and then one a second", async () => {
    const { send, called } = sender();
    for (const name of ["a", "b", "c", "d", "e"]) void send(name);
    await vi.advanceTimersByTimeAsync(10_000);

    expect(called).toEqual(["0 a", "0 b", "0 c", "1000 d", "2000 e"]);
  });

  it("lets three go at once again after a rest", async () => {
    const { send, called } = sender();
    for (const name of ["a", "b", "c", "d"]) void send(name);
    await vi.advanceTimersByTimeAsync(60_000);
    for (const name of ["e", "f", "g", "h"]) void send(name);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(called.slice(4)).toEqual(["60000 e", "60000 f", "60000 g", "61000 h"]);
  });

  it("lets new incidents go first, then what changes, then everything else, each in the order of coming", async () => {
    const { send, called } = sender({ posts: { everyMs: 1_000, burst: 1 } });
    void send("first");
    void send("talk");
    void send("change 1", { urgency: "change" });
    void send("incident 1", { urgency: "incident" });
    void send("change 2", { urgency: "change" });
    void send("incident 2", { urgency: "incident" });
    await vi.advanceTimersByTimeAsync(10_000);

    expect(called.map((line) => line.replace(/^\d+ /, ""))).toEqual([
      "first",
      "incident 1",
      "incident 2",
      "change 1",
      "change 2",
      "talk",
    ]);
  });

  it("holds up no other channel, and no edits", async () => {
    const { send, called } = sender({ posts: { everyMs: 1_000, burst: 1 } });
    void send("a");
    void send("b");
    void send("elsewhere", { channel: "C2" });
    void send("edit", { channel: EDITS });
    await vi.advanceTimersByTimeAsync(0);

    expect(called).toEqual(["0 a", "0 elsewhere", "0 edit"]);
  });

  it("does not edit more than fifty times in any minute", async () => {
    const { send, called } = sender();
    for (let n = 0; n < 150; n += 1) void send("edit", { channel: EDITS });
    await vi.advanceTimersByTimeAsync(300_000);

    const times = called.map((line) => Number.parseInt(line, 10));
    const inMinuteFrom = (from: number) => times.filter((at) => at >= from && at < from + 60_000);
    expect(times).toHaveLength(150);
    for (const at of times) expect(inMinuteFrom(at).length).toBeLessThanOrEqual(50);
  });

  it("waits with that channel alone when Slack asks it to", async () => {
    const { send, called } = sender();
    expect(await send("a", { answer: limited(3_000) })).toMatchObject({ retryAfterMs: 3_000 });
    void send("b");
    void send("elsewhere", { channel: "C2" });
    await vi.advanceTimersByTimeAsync(2_999);
    expect(called).toEqual(["0 a", "0 elsewhere"]);

    await vi.advanceTimersByTimeAsync(1);
    expect(called.at(-1)).toBe("3000 b");
  });

  it("answers at once when Slack asks for more patience than anybody has", async () => {
    const { send, called } = sender({ patienceMs: 8_000, posts: { everyMs: 1_000, burst: 1 } });
    const asked = send("a", { answer: limited(30_000) });
    const waiting = send("b");
    await asked;

    expect(await waiting).toMatchObject({ reason: "rate-limited", retryAfterMs: 30_000 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await send("c")).toMatchObject({ reason: "rate-limited", retryAfterMs: 20_000 });
    expect(called).toEqual(["0 a"]);
  });

  it("does not call what cannot go before its time is over, and says when it could have gone", async () => {
    const { send, called } = sender({ posts: { everyMs: 1_000, burst: 1 } });
    const ending = new AbortController();
    void send("a");
    void send("b", { urgency: "incident" });
    void send("c", { urgency: "incident" });
    const late = send("d", { signal: ending.signal });
    await vi.advanceTimersByTimeAsync(500);
    ending.abort();

    expect(await late).toEqual({
      outcome: "failed",
      reason: "rate-limited",
      permanent: false,
      retryAfterMs: 2_500,
      error: "",
      mayHaveArrived: false,
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(called).toEqual(["0 a", "1000 b", "2000 c"]);
    expect(await send("e", { signal: AbortSignal.abort() })).toMatchObject({ outcome: "failed" });
  });

  it("goes on after a call that broke", async () => {
    const { lines, send } = sender({ posts: { everyMs: 1_000, burst: 1 } });
    const { signal } = new AbortController();
    const broken = lines.send("C1", "other", signal, () => Promise.reject(new Error("a bug")));
    await expect(broken).rejects.toThrow("a bug");

    const next = send("next");
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await next).outcome).toBe("answered");
  });

  it("does not stand still when the clock is set back", async () => {
    const { send, called } = sender({ posts: { everyMs: 1_000, burst: 1 } });
    await send("a", { answer: limited(5_000) });
    vi.setSystemTime(START - 3_600_000);
    void send("b");
    await vi.advanceTimersByTimeAsync(1_000);

    expect(called).toHaveLength(2);
  });
});
