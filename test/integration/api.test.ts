import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NOON } from "../support/manual-clock.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

const instant = (minutes: number): string => new Date(NOON + minutes * 60_000).toISOString();

interface List {
  readonly incidents: readonly { readonly number: number }[];
}
interface Refusal {
  readonly error: string;
  readonly problems?: readonly { readonly path: string }[];
}

let watch: Harness;
const start = async (): Promise<void> => {
  watch = await startWatchroom();
  await watch.joins("Ana");
};
const stop = (): Promise<void> => watch.close();

const expectCards = async (count: number): Promise<void> => {
  for (let n = 1; n <= count; n += 1) await watch.room.expectCard(new RegExp(`^#${n} `));
};

describe("one incident by the API", () => {
  beforeEach(start);
  afterEach(stop);

  it("says everything, absent values as null and instants in UTC", async () => {
    await watch.fire("builds-queue-backlog", { value: 8200, labels: { queue: "builds" } });
    await expectCards(1);

    expect(await watch.incident(1)).toEqual({
      number: 1,
      alert: "builds-queue-backlog",
      status: "triggered",
      severity: "critical",
      summary: null,
      labels: { queue: "builds" },
      value: 8200,
      threshold: null,
      count: 1,
      openedAt: instant(0),
      acknowledgedAt: null,
      acknowledgedBy: null,
      resolvedAt: null,
      resolvedBy: null,
      silencedUntil: null,
      escalation: { round: null, step: null, nextAt: instant(10) },
      timeline: [{ at: instant(0), kind: "opened", by: null, text: "" }],
      deliveries: [],
    });
  });

  it("says how far it went, who was called, and who has it", async () => {
    await watch.fire("builds-queue-backlog");
    await watch.advance({ minutes: 12 });
    await watch.phone("ana").expectPush(/Builds/);
    await watch.phone("ana").expectSms(/Builds/);
    expect(await watch.incident(1)).toMatchObject({
      escalation: { round: 1, step: 2, nextAt: instant(15) },
    });

    await watch.api.post("/api/v1/incidents/1/acknowledge", { by: "ana" });
    await watch.idle();
    await watch.room.expectCard(/Ana has it/);

    const { timeline, deliveries, ...incident } = await watch.incident(1);
    expect(incident).toMatchObject({
      status: "acknowledged",
      acknowledgedAt: instant(12),
      acknowledgedBy: { handle: "ana", name: "Ana", via: "api" },
      escalation: { round: 1, step: 2, nextAt: null },
    });
    const by = { handle: "ana", name: "Ana", via: "api" };
    expect(timeline).toMatchObject([
      { kind: "opened", by: null },
      { at: instant(10), kind: "escalated", by: null },
      { at: instant(12), kind: "escalated", by: null },
      { at: instant(12), kind: "acknowledged", by },
    ]);
    const page = expect.stringMatching(/^p/) as string;
    expect(deliveries).toEqual([
      { page, to: "ana", method: "push", notifier: "push", outcome: "sent", at: instant(10) },
      { page, to: "ana", method: "sms", notifier: "sms", outcome: "sent", at: instant(12) },
    ]);
  });
});

const act = (what: string, body: unknown): ReturnType<typeof watch.api.post<Refusal>> =>
  watch.api.post<Refusal>(`/api/v1/incidents/1/${what}`, body);

describe("acting by the API", () => {
  afterEach(stop);
  beforeEach(async () => {
    await start();
    await watch.fire("builds-queue-backlog");
    await expectCards(1);
  });

  it.each(["ana", "Ana", "@ana", " ANA "])("knows a member as %j", async (by) => {
    const { status, body } = await act("acknowledge", { by });

    expect([status, body]).toMatchObject([
      200,
      { status: "acknowledged", acknowledgedBy: { handle: "ana", name: "Ana", via: "api" } },
    ]);
    await watch.idle();
  });

  it("takes anybody else by the name that is given", async () => {
    expect((await act("acknowledge", { by: "the night shift" })).body).toMatchObject({
      acknowledgedBy: { handle: "the night shift", name: "the night shift" },
    });
    await watch.idle();
    await watch.room.expectCard(/the night shift has it/);
  });

  it.each([[{}], [{ by: "" }], [{ by: "  " }], [{ by: 7 }], [[]], ["null"]])(
    "needs to know who: %j",
    async (body) => {
      for (const what of ["acknowledge", "resolve"]) {
        const answer = await act(what, body);

        expect([answer.status, answer.body.error]).toEqual([400, "It is not said who did this."]);
        expect(answer.body.problems).toHaveLength(1);
      }
      expect(await watch.incident(1)).toMatchObject({ status: "triggered" });
    },
  );

  it("resolves, and says who; then there is nothing to acknowledge", async () => {
    expect((await act("resolve", { by: "ana" })).body).toMatchObject({
      status: "resolved",
      resolvedAt: instant(0),
      resolvedBy: { handle: "ana" },
    });
    await watch.idle();
    await watch.room.expectCard(/Resolved by Ana/);

    const late = await act("acknowledge", { by: "bob" });
    expect([late.status, late.body.error]).toEqual([409, "#1 is resolved."]);
    const again = await act("resolve", { by: "bob" });
    expect([again.status, again.body]).toMatchObject([200, { resolvedBy: { handle: "ana" } }]);
  });
});

const numbers = async (query: string): Promise<readonly number[]> =>
  (await watch.api.get<List>(`/api/v1/incidents${query}`)).incidents.map(({ number }) => number);

describe("the list of incidents", () => {
  afterEach(stop);
  beforeEach(async () => {
    await start();
    await watch.fireTogether("a", "b");
    await watch.fire("builds-queue-backlog");
    await watch.fire("a", { labels: { host: "x" } });
    await watch.api.post("/api/v1/incidents/2/acknowledge", { by: "ana" });
    await watch.api.post("/api/v1/incidents/1/resolve", { by: "ana" });
    await watch.idle();
    await expectCards(4);
  });

  it("is newest first, by status, by alert, and page by page", async () => {
    const first = (
      await watch.api.get<{ incidents: readonly { alert: string }[] }>("/api/v1/incidents?before=2")
    ).incidents[0];

    expect(await numbers("")).toEqual([4, 3, 2, 1]);
    expect(await numbers("?status=triggered")).toEqual([4, 3]);
    expect(await numbers("?status=acknowledged")).toEqual([2]);
    expect(await numbers("?status=resolved")).toEqual([1]);
    expect(await numbers("?alert=builds-queue-backlog")).toEqual([3]);
    expect(await numbers(`?alert=${first?.alert}&status=triggered`)).toEqual(
      first?.alert === "a" ? [4] : [],
    );
    expect(await numbers("?alert=nothing-of-the-kind")).toEqual([]);
    expect(await numbers("?limit=2")).toEqual([4, 3]);
    expect(await numbers("?limit=2&before=3")).toEqual([2, 1]);
    expect(await numbers("?before=1")).toEqual([]);
  });

  it("gives each as it is by itself, without timeline and deliveries", async () => {
    const { timeline: _t, deliveries: _d, ...alone } = await watch.incident(3);
    const { incidents } = await watch.api.get<List>("/api/v1/incidents");

    expect(incidents[1]).toEqual(alone);
  });
});

describe("what the API does not know", () => {
  beforeAll(start);
  afterAll(stop);

  it.each(["99", "0", "-1", "1.5", "one", "1e400"])("is not found: incident %s", async (number) => {
    for (const path of ["acknowledge", "resolve"]) {
      const answer = await watch.api.post<Refusal>(`/api/v1/incidents/${number}/${path}`, {
        by: "ana",
      });
      expect([answer.status, answer.body.error]).toEqual([404, `There is no incident #${number}.`]);
    }
    await expect(watch.incident(number as never)).rejects.toThrow(/404/);
  });

  it.each([
    ["status=open", "status"],
    ["limit=0", "limit"],
    ["limit=501", "limit"],
    ["limit=many", "limit"],
    ["limit=1.5", "limit"],
    ["before=0", "before"],
    ["before=last", "before"],
    ["status=resolved&status=triggered", "status"],
    ["limit=", "limit"],
  ])("refuses ?%s, and says where", async (query, path) => {
    const response = await fetch(`${watch.api.base}/api/v1/incidents?${query}`);
    const body = (await response.json()) as Refusal;

    expect([response.status, body.problems?.map((p) => p.path)]).toEqual([400, [path]]);
  });
});
