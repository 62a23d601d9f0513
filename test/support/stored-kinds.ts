import { RECORD_KINDS, type RecordKind } from "../../src/store/record-kinds.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import { memberOf } from "../../src/incidents/summary-member.ts";
import { createSealer } from "../../src/lib/seal.ts";
import { createAdapterRecords } from "../../src/store/adapter-records.ts";
import { createEventRecords } from "../../src/store/events.ts";
import { createContactRecords } from "../../src/store/contacts.ts";
import { createLocalRoomRecords } from "../../src/store/local-room.ts";
import { createSeriesRecords } from "../../src/store/series.ts";
import { evaluate } from "../../src/alerts/evaluate.ts";
import { deliver } from "../../src/watch/deliver.ts";
import { showCards } from "../../src/watch/show-cards.ts";
import { alertExample } from "./alert-examples.ts";
import { person } from "./in-memory-watch.ts";
import { recordedNotices, recordReader } from "./reader.ts";
import type { StoreWorld } from "./store-world.ts";

/** Brings one record of every kind into the store, by the program's own writers, and answers them as they lie there. */
export async function oneOfEachKind(world: StoreWorld): Promise<Record<RecordKind, string>> {
  const { redis, keys, watch, clock } = world;
  const p = keys.prefix;
  const account = { v: 1, id: "slack:U1", handle: "ana", name: "Ana", zone: null } as const;
  await watch.identities.adopt({
    identity: { ...account, left: null },
    person: person("ana", { joinedAt: 0 }),
  });
  await world.signals({ alert: "queue-backlog", labels: { host: "a" }, value: 8_200 });
  const entry = (await redis.xrange(keys.inbox, "-", "+"))[0]![1][1]!;
  await world.foldAll();
  const effect = (await redis.hvals(keys.effects)).find((json) => json.includes('"reach"'))!;
  const [reach] = await watch.pages.pending(clock.real());
  await deliver(watch, reach!.handle, reach!.method);
  await showCards(watch);
  const incident = (await world.incidents())[0]!;
  const page = (await redis.smembers(`${keys.incident(incident.id)}:pages`))[0]!;
  await watch.roster.addOverride({
    v: 1,
    id: "o1",
    handle: "ana",
    from: clock.now(),
    until: null,
    madeBy: "ben",
    note: null,
  });
  const offer = { id: "o2", giver: "ana", taker: "ben", askedAt: clock.now() };
  await watch.roster.addOffer({ v: 1, ...offer, until: null, note: "until noon" });
  await watch.silences.set({ v: 1, alert: "disk-full", until: clock.now() + 1_000, by: "ana" });
  await watch.books.publish({ v: 1, version: "b1", sections: [], alerts: [], policies: [] });
  await writeSeries(world);
  await writeRoom(world);
  const contact = { handle: "ana", method: "push", value: "a-topic", at: clock.now() } as const;
  await createContactRecords(redis, keys, createSealer(["s".repeat(16)], "contacts")).set(contact);
  await redis.hset(
    `${p}phones`,
    "ana",
    JSON.stringify({
      v: 1,
      verifiedBy: "sms",
      verifiedAt: clock.now(),
      testedAt: null,
      remindedAt: null,
      failing: null,
      stoppedAt: null,
    }),
  );
  await watch.sayings.add({
    v: 1,
    id: "s1",
    incident: null,
    text: "Paging is held.",
    loud: true,
    whileHeld: true,
  });
  await redis.set(keys.held, JSON.stringify({ v: 1, since: clock.real(), why: "after a restore" }));
  await createAdapterRecords(redis, keys, recordReader(), "slack").write("ana", "U1", null);
  await createEventRecords({ redis, keys, clock, notices: recordedNotices() }, "Slack").add({
    ids: ["Ev1"],
    line: "C1 1.1",
    body: { event: { type: "reaction_added" } },
    isTalk: false,
  });
  await writeSummary(world, incident);
  const series = await redis.hgetall(`${p}series:builds-queue-backlog`);
  const stored: Record<RecordKind, string | null | undefined> = {
    incident: await redis.hget(keys.incident(incident.id), "state"),
    "timeline-entry": await redis.lindex(`${keys.incident(incident.id)}:timeline`, 0),
    delivery: await redis.lindex(`${keys.incident(incident.id)}:deliveries`, 0),
    page: await redis.hget(keys.page(page), "page"),
    effect,
    "inbox-entry": entry,
    person: await redis.hget(`${p}people`, "ana"),
    identity: await redis.hget(`${p}identities`, "slack:U1"),
    override: await redis.lindex(`${p}overrides`, 0),
    offer: await redis.hget(`${p}offers`, "o2"),
    silence: await redis.hget(`${p}silences`, "disk-full"),
    book: await redis.hget(`${p}book`, "book"),
    "alert-state": series["alert"],
    "series-state": Object.entries(series).find(([field]) => field.length === 32)?.[1],
    "card-shown": await redis.hget(keys.shown("room"), incident.id),
    "room-message": await redis.hget(`${p}room:messages`, "m1"),
    reaction: (await redis.hvals(`${p}room:reactions:m1`))[0],
    "phone-page": await redis.hget(`${p}room:phone`, "p1"),
    contact: (await redis.hvals(`${p}contacts`))[0],
    phone: await redis.hget(`${p}phones`, "ana"),
    saying: await redis.hget(`${keys.sayings("room")}:bodies`, "s1"),
    hold: await redis.get(keys.held),
    "adapter-note": await redis.get(`${p}adapter:slack:ana`),
    event: (await redis.xrange(`${p}events:slack`, "-", "+"))[0]?.[1][1],
    summary: await redis.hget(`${p}summary:s1`, "record"),
    "summary-member": await redis.hget(`${p}summary:s1:members`, incident.id),
  };
  for (const kind of RECORD_KINDS)
    if (stored[kind] == null) throw new Error(`no ${kind} is stored`);
  return stored as Record<RecordKind, string>;
}

async function writeSummary({ watch }: StoreWorld, incident: Incident): Promise<void> {
  const place = { kind: "summary", id: "s1", alert: incident.alert, isNew: true } as const;
  await watch.storms.place("elsewhere", "0", [{ incident, place }]);
  const member = memberOf(incident);
  await watch.storms.count("elsewhere", [{ incident: incident.id, summary: "s1", member }]);
}

async function writeSeries({ redis, keys, clock }: StoreWorld): Promise<void> {
  const definition = alertExample({ forMs: 0 });
  const series = createSeriesRecords(redis, keys.prefix, recordedNotices());
  const name = "builds-queue-backlog";
  await series.write(
    name,
    await series.load(name),
    evaluate(
      definition,
      null,
      { outcome: "read", readings: [{ labels: { host: "a" }, value: 5 }], unusable: null },
      { at: clock.now(), slot: 1 },
    ),
  );
}

async function writeRoom({ redis, keys, clock }: StoreWorld): Promise<void> {
  const room = createLocalRoomRecords(redis, redis, keys, recordReader());
  const { handle, name } = person("ana");
  await room.saveMessage({
    v: 1,
    id: "m1",
    at: clock.now(),
    author: handle,
    authorName: name,
    bot: false,
    text: "on it",
    html: "<p>on it</p>",
    incident: 1,
    incidentId: "i1",
    card: null,
    loud: false,
    to: null,
    subject: null,
  });
  await room.addReaction("m1", { emoji: "eyes", by: handle, byName: name, at: clock.now() });
  await room.savePhonePage({
    v: 1,
    id: "p1",
    handle,
    notifier: "voice",
    state: "ringing",
    text: "Incident 1.",
    incidents: [1],
    at: clock.now(),
    ringsUntil: clock.real() + 1_000,
    note: null,
  });
}
