import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createLocalRoom } from "../../src/adapters/local/room.ts";
import { openIncident } from "../../src/incidents/open-incident.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { Card, PresenceAnswer, Room } from "../../src/ports/room.ts";
import type { Sighting } from "../../src/presence/occupancy.ts";
import { startSlackServer } from "../fakes/slack-server.ts";
import type { FakeMessage } from "../fakes/slack/shapes.ts";
import { shownBlocks } from "../fakes/slack/shown.ts";
import { factsExample, openingExample } from "../support/incident-examples.ts";
import { openLocalRoomStore } from "../support/local-room-store.ts";
import { manualClock, type ManualClock } from "../support/manual-clock.ts";
import { slackAccess } from "../support/slack-access.ts";
import { slackRoom } from "../support/slack-room.ts";

/** A message as members of the room read it. */
interface Read {
  readonly text: string;
  readonly html: string;
  readonly at: number;
  readonly incident: number | null;
  readonly loud: boolean;
}

interface Subject {
  readonly room: Room;
  readonly clock: ManualClock;
  /** Oldest first. */
  read(): Promise<readonly Read[]>;
  joins(handle: string, as: { readonly responder: boolean }): Promise<void>;
  looks(handle: string): Promise<void>;
  writes(handle: string): Promise<void>;
  leaves(handle: string): Promise<void>;
  close(): Promise<void>;
}

const ROOMS = [
  ["the local room", localRoom],
  ["Slack", slackChannel],
] as const;

async function localRoom(): Promise<Subject> {
  const { records, people, close } = await openLocalRoomStore();
  const clock = manualClock();
  return {
    room: createLocalRoom(records, people, clock),
    clock,
    read: () => records.messages(),
    joins: async (handle, { responder }) => {
      const joinedAt = clock.now();
      await people.add({ v: 1, handle, name: handle, joinedAt, responder, zone: null });
    },
    looks: (handle) => records.sighted(handle, { connected: clock.real(), acted: clock.real() }),
    writes: (handle) => records.sighted(handle, { acted: clock.real(), spoke: clock.real() }),
    leaves: (handle) => records.left(handle),
    close,
  };
}

async function slackChannel(): Promise<Subject> {
  const clock = manualClock();
  const slack = await startSlackServer({ now: () => clock.real() });
  const access = slackAccess(slack, clock);
  access.connection.start();
  const people = peopleAround(clock);
  return {
    room: slackRoom(slack, access, clock, { presence: people.seen }),
    clock,
    read: () =>
      Promise.resolve(
        slack
          .channel()
          .messages.filter(({ byApp }) => byApp)
          .map(readSlack),
      ),
    ...people,
    close: async () => {
      await access.connection.stop();
      await slack.close();
    },
  };
}

function readSlack({ blocks, ts, metadata }: FakeMessage): Read {
  const json = JSON.stringify(blocks);
  const links = [...json.matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url);
  return {
    text: [shownBlocks(blocks), ...links].join("\n"),
    html: "",
    at: Math.floor(Number(ts) * 1_000),
    incident: (metadata?.["event_payload"] as { number?: number } | undefined)?.number ?? null,
    loud: json.includes('"bold":true'),
  };
}

/** Whom a room sees, for one that leaves presence to somebody else. */
function peopleAround(clock: ManualClock): Pick<
  Subject,
  "joins" | "looks" | "writes" | "leaves"
> & {
  seen(): PresenceAnswer;
} {
  const responders = new Map<string, boolean>();
  const sightings = new Map<string, Sighting>();
  const sees = (handle: string, changes: Partial<Sighting>): Promise<void> => {
    const never = { connectedAt: null, actedAt: null, spokeAt: null };
    const responder = responders.get(handle) ?? false;
    sightings.set(handle, { ...never, ...sightings.get(handle), handle, responder, ...changes });
    return Promise.resolve();
  };
  return {
    seen: () => ({ outcome: "seen", sightings: [...sightings.values()] }),
    joins: (handle, { responder }) => {
      responders.set(handle, responder);
      return Promise.resolve();
    },
    looks: (handle) => sees(handle, { connectedAt: clock.real(), actedAt: clock.real() }),
    writes: (handle) => sees(handle, { actedAt: clock.real(), spokeAt: clock.real() }),
    leaves: (handle) => {
      sightings.delete(handle);
      return Promise.resolve();
    },
  };
}

const HOSTILE = "<script>alert(1)</script> <!channel>";

function cardOf(changes: Partial<Incident> = {}, more: Partial<Card> = {}): Card {
  const { incident } = openIncident(openingExample(), factsExample(), 0);
  return {
    incident: { ...incident, number: 17, title: "Builds are queueing up", ...changes },
    measure: "8,200 of 5,000",
    standing: "Calls Ana at 03:12.",
    callsAt: null,
    steps: "1. Are the workers alive?",
    section: { heading: "Builds are queueing up", body: "1. Are the workers alive?" },
    playbookUrl: "https://book.example.com/builds.md#builds",
    remarks: [],
    onCall: "Ana",
    chart: null,
    ...more,
  };
}

const inTime = (): AbortSignal => AbortSignal.timeout(5_000);

describe.each(ROOMS)("%s", (_name, open) => {
  let subject: Subject;
  let room: Room;

  beforeEach(async () => {
    subject = await open();
    ({ room } = subject);
  });
  afterEach(() => subject.close());

  const show = async (card: Card, ref: string | null): Promise<string> => {
    const posted = await room.show(card, { ref, isUncertain: ref === null }, inTime());
    if (posted.outcome !== "posted") throw new Error(`the card failed: ${posted.reason}`);
    return posted.ref;
  };
  const say = (id: string, text: string, loud = false): Promise<unknown> =>
    room.say({ id, text, incident: 17, loud, isUncertain: true }, inTime());
  const texts = async (): Promise<readonly string[]> => (await subject.read()).map((m) => m.text);

  it("has a name, and says for how long its last word on presence stands", () => {
    expect(room.name).toMatch(/^[a-z]+$/);
    expect(room.presenceGraceMs).toBeGreaterThan(0);
  });

  it("posts a card with all that somebody needs who was just woken", async () => {
    await show(cardOf(), null);

    const [message] = await subject.read();
    expect(message?.incident).toBe(17);
    for (const part of [
      "#17",
      "Builds are queueing up",
      "8,200 of 5,000",
      "critical",
      "Calls Ana at 03:12.",
      "Are the workers alive?",
      "https://book.example.com/builds.md#builds",
    ])
      expect(message?.text).toContain(part);
  });

  it("updates a card in place, where and when it was posted", async () => {
    const ref = await show(cardOf(), null);
    await say("later", "Something else.");
    subject.clock.set(subject.clock.now() + 60_000);

    expect(await show(cardOf({}, { standing: "Ana has it." }), ref)).toBe(ref);

    const messages = await subject.read();
    expect(messages).toHaveLength(2);
    expect(messages[0]?.text).toContain("Ana has it.");
    expect(messages[0]?.at).toBe(messages[1]?.at);
  });

  it("posts a card once, although its reference was lost in a crash", async () => {
    await show(cardOf(), null);
    await show(cardOf({}, { standing: "Ana has it." }), null);

    expect(await texts()).toEqual([expect.stringContaining("Ana has it.")]);
  });

  it("keeps the cards of different incidents apart", async () => {
    await show(cardOf(), null);
    await show(cardOf({ id: "2-0.0", number: 18 }), null);

    expect(await texts()).toHaveLength(2);
  });

  it("says the same thing once, and different things each", async () => {
    await say("a", "Still firing.");
    await say("a", "Still firing.");
    await say("b", "Still firing.");

    expect(await texts()).toEqual(["Still firing.", "Still firing."]);
  });

  it("says loudly what nobody must miss", async () => {
    await say("a", "Still firing.");
    await say("b", "Nobody can be called.", true);

    expect((await subject.read()).map(({ loud }) => loud)).toEqual([false, true]);
  });

  it("shows text from outside as text", async () => {
    await say("a", HOSTILE);
    await show(cardOf({ title: HOSTILE, summary: HOSTILE, labels: { [HOSTILE]: HOSTILE } }), null);

    const messages = await subject.read();
    expect(messages.map(({ text }) => text.includes(HOSTILE))).toEqual([true, true]);
    expect(messages.map(({ html }) => html.includes("<script"))).toEqual([false, false]);
  });

  it("answers with a value when its time was over before it began", async () => {
    const gone = AbortSignal.abort();
    const outcomes = [
      await room.show(cardOf(), { ref: null, isUncertain: false }, gone),
      await room.say({ id: "a", text: "x", incident: null, loud: false, isUncertain: false }, gone),
    ];

    for (const { outcome } of outcomes) expect(["posted", "failed"]).toContain(outcome);
    expect(["seen", "failed"]).toContain((await room.presence(gone)).outcome);
  });

  it("sees nobody where nobody is", async () => {
    expect(await room.presence(inTime())).toEqual({ outcome: "seen", sightings: [] });
  });

  it("sees who looks and who writes, when, and whether they can be called", async () => {
    await subject.joins("ana", { responder: true });
    await subject.joins("eve", { responder: false });
    await subject.looks("ana");
    const looked = subject.clock.real();
    subject.clock.set(looked + 5_000);
    await subject.writes("eve");

    const seen = await room.presence(inTime());
    if (seen.outcome !== "seen") throw new Error("presence could not be read");
    const sightings = seen.sightings.toSorted((a, b) => (a.handle < b.handle ? -1 : 1));
    expect(sightings).toEqual([
      { handle: "ana", responder: true, connectedAt: looked, actedAt: looked, spokeAt: null },
      {
        handle: "eve",
        responder: false,
        connectedAt: null,
        actedAt: looked + 5_000,
        spokeAt: looked + 5_000,
      },
    ]);
  });

  it("does not see who left", async () => {
    await subject.joins("ana", { responder: true });
    await subject.looks("ana");
    await subject.leaves("ana");

    expect(await room.presence(inTime())).toEqual({ outcome: "seen", sightings: [] });
  });
});
