import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createPretendPhone, phonePageNow } from "../../src/adapters/local/phone.ts";
import type { Method } from "../../src/incidents/policy.ts";
import type { Person } from "../../src/oncall/person.ts";
import type { Notifier, PageMessage } from "../../src/ports/notifier.ts";
import { openLocalRoomStore } from "../support/local-room-store.ts";
import { manualClock, type ManualClock } from "../support/manual-clock.ts";

/** A page as the person finds it. */
interface Found {
  readonly text: string;
  readonly incidents: readonly number[];
  readonly isLive: boolean;
}

interface Subject {
  readonly notifier: Notifier;
  readonly clock: ManualClock;
  found(person: Person): Promise<readonly Found[]>;
  close(): Promise<void>;
}

const NOTIFIERS = (["push", "sms", "voice"] as const).map(
  (method) => [`the pretend phone's ${method}`, method, () => pretendPhone(method)] as const,
);

async function pretendPhone(method: Method): Promise<Subject> {
  const { records, close } = await openLocalRoomStore();
  const clock = manualClock();
  return {
    notifier: createPretendPhone(method, records, clock),
    clock,
    found: async ({ handle }) => {
      const pages = await records.phonePages(handle);
      return pages.map((page) => ({
        text: page.text,
        incidents: page.incidents,
        isLive: phonePageNow(page, clock.real()).state !== "ended",
      }));
    },
    close,
  };
}

const ana: Person = { v: 1, handle: "ana", name: "Ana", joinedAt: 1, responder: true, zone: null };
const bob: Person = { ...ana, handle: "bob", name: "Bob" };
const eve: Person = { ...ana, handle: "eve", name: "Eve", responder: false };
const page = (id: string): PageMessage => ({
  id,
  incidents: [17, 16],
  text: "Incident 17. Builds are queueing up, 8,200 of 5,000.",
  title: "2 incidents",
  urgent: true,
  links: { view: "http://watch.test/a/view", acknowledge: "http://watch.test/a/acknowledge" },
});
const inTime = (): AbortSignal => AbortSignal.timeout(5_000);

describe.each(NOTIFIERS)("%s", (_name, method, open) => {
  let subject: Subject;

  beforeEach(async () => {
    subject = await open();
  });
  afterEach(() => subject.close());

  const send = async (id: string, person = ana): Promise<string> => {
    const to = await subject.notifier.destinationOf(person);
    if (to === null) throw new Error(`${person.name} cannot be reached`);
    const delivery = await subject.notifier.send(page(id), to, inTime());
    expect(delivery).toEqual({ outcome: "sent", providerId: expect.any(String) as string });
    return delivery.outcome === "sent" ? (delivery.providerId ?? "") : "";
  };

  it("is a way out by its method, and a send cannot take for ever", () => {
    const { notifier } = subject;

    expect([notifier.method, notifier.name.length > 0]).toEqual([method, true]);
    expect(notifier.timeoutMs).toBeGreaterThan(0);
    expect(notifier.timeoutMs).toBeLessThanOrEqual(30_000);
    expect(notifier.ringsMs === null).toBe(method !== "voice");
  });

  it("knows where a responder is reached, and that nobody else may be", async () => {
    expect(await subject.notifier.destinationOf(ana)).toEqual(expect.any(String));
    expect(await subject.notifier.destinationOf(eve)).toBeNull();
  });

  it("brings the page to that person alone, with its words and numbers", async () => {
    await send("p1");

    expect(await subject.found(ana)).toEqual([
      {
        text: expect.stringContaining(page("p1").text) as string,
        incidents: [17, 16],
        isLive: true,
      },
    ]);
    expect(await subject.found(bob)).toEqual([]);
  });

  it("says which key acknowledges, and which escalates", async () => {
    await send("p1");

    expect((await subject.found(ana))[0]?.text).toMatch(/Press 1 to acknowledge, 2 to escalate/);
  });

  it("takes the same page again as the same page", async () => {
    await send("p1");
    await send("p1");
    await send("p2");

    expect(await subject.found(ana)).toHaveLength(2);
  });

  it("ends a page that is stopped, and only that", async () => {
    const first = await send("p1");
    await send("p2");

    expect(await subject.notifier.stop(first, inTime())).toMatchObject({ outcome: "sent" });
    expect((await subject.found(ana)).filter(({ isLive }) => isLive)).toHaveLength(1);
  });

  it("does not mind stopping what has ended, or what is not known", async () => {
    const id = await send("p1");
    await subject.notifier.stop(id, inTime());

    expect(await subject.notifier.stop(id, inTime())).toMatchObject({ outcome: "sent" });
    expect(await subject.notifier.stop("never-sent", inTime())).toMatchObject({ outcome: "sent" });
    expect((await subject.found(ana)).map(({ isLive }) => isLive)).toEqual([false]);
  });

  it("lets what rings stop by itself when its time is over, and leaves the rest", async () => {
    await send("p1");
    subject.clock.set(subject.clock.now() + (subject.notifier.ringsMs ?? 3_600_000));

    expect((await subject.found(ana)).map(({ isLive }) => isLive)).toEqual([method !== "voice"]);
  });

  it("answers with a value when its time was over before it began", async () => {
    const delivery = await subject.notifier.send(page("p1"), "ana", AbortSignal.abort());

    expect(["sent", "failed"]).toContain(delivery.outcome);
  });
});
