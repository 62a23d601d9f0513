import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCallbacks } from "../../src/commands/callbacks.ts";
import type { Callbacks, HandedBack } from "../../src/ports/callbacks.ts";
import type { PhoneRecords } from "../../src/ports/phone-records.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { joins, startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

const NUMBER = "+64215550101";

let server: StoreServer;
let world: StoreWorld;
let first: Callbacks;
let second: Callbacks;
beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  await joins(world.watch, "ana", "bob");
  first = callbacksOf(world.watch);
  second = callbacksOf(world.process("second"));
});

/** Of two processes on one store; the number is Ana's. */
function callbacksOf(watch: Watch): Callbacks {
  const phones: Partial<PhoneRecords> = {
    ownerOf: async (number) => (number === NUMBER ? "ana" : null),
    find: async () => null,
    note: async () => undefined,
  };
  return createCallbacks(Object.assign(Object.create(watch) as Watch, { phones }));
}

const sms = (id: string, text: string): Parameters<Callbacks["texted"]>[0] => ({
  provider: "twilio",
  id,
  from: NUMBER,
  text,
});

test("an SMS that two processes are told at once acts once; told again, it is answered the same once", async () => {
  const incident = await world.opens("queue-backlog");
  const told = sms("SM1", `esc ${incident.number}`);

  const answers = await Promise.all([first.texted(told), second.texted(told)]);

  const answer = answers.find((one) => one !== null);
  expect(answer).toMatch(new RegExp(`^Escalated.* for incident ${incident.number}`));
  expect(new Set(answers)).toEqual(new Set([answer, null]));
  expect((await world.kinds(incident)).filter((kind) => kind === "escalate")).toHaveLength(1);
  expect(await second.texted(told)).toBe(answer);
  expect(await first.texted(told)).toBeNull();
  expect((await world.kinds(incident)).filter((kind) => kind === "escalate")).toHaveLength(1);
});

test("help goes to a number five times an hour, whoever is asked", async () => {
  const asked = Array.from({ length: 12 }, (_, index) =>
    [first, second][index % 2]!.texted(sms(`SM${index}`, "akc")),
  );

  const answers = await Promise.all(asked);

  expect(answers.filter((answer) => answer !== null)).toHaveLength(5);
});

test("what comes back from a service counts once, and not when it is older than what came before", async () => {
  const incident = await world.opens("queue-backlog");
  const { openedAt, number } = incident;
  const event = (id: string, act: HandedBack["act"], at: number): HandedBack => ({
    via: "pagerduty",
    id,
    incident: number,
    act,
    by: "Bob",
    at: openedAt + at,
  });
  world.clock.set(openedAt + 60_000);

  const taken = event("E2", "acknowledge", 20);
  await first.handedBack(taken);
  await second.handedBack(taken);
  await second.handedBack(event("E3", "unacknowledge", 30));
  await first.handedBack(taken);
  await first.handedBack(event("E1", "acknowledge", 10));

  expect((await world.load(incident)).status).toBe("triggered");
  expect((await world.kinds(incident)).filter((kind) => kind === "acknowledged")).toHaveLength(1);
});

test("one call is said ten times at most, whichever process says it", async () => {
  const { tokens, clock } = world.watch;
  const token = tokens.of({ kind: "test", handle: "ana", method: "voice" }, clock.real());

  const documents = [];
  for (let count = 0; count < 12; count += 1)
    documents.push(await [first, second][count % 2]!.script(token, 1));

  expect(documents.filter((one) => one?.keys !== null)).toHaveLength(10);
});

test("nothing of it stays for ever, and no number, word or token lies in the store", async () => {
  const { tokens, clock } = world.watch;
  const incident = await world.opens("queue-backlog");
  const token = tokens.of({ kind: "test", handle: "ana", method: "voice" }, clock.real());
  await first.texted(sms("SM-named", "akc"));
  await first.script(token, 1);
  await first.handedBack({
    via: "pagerduty",
    id: "E-named",
    incident: incident.number,
    act: "acknowledge",
    by: "Bob",
    at: clock.real(),
  });

  const keys = await world.redis.keys(`${world.keys.prefix}callback:*`);
  expect(keys.length).toBeGreaterThan(4);
  for (const key of keys) {
    expect(key).not.toMatch(/555|named|akc/);
    expect(key).not.toContain(token);
    expect(await world.redis.pttl(key)).toBeGreaterThan(0);
    expect(await world.redis.pttl(key)).toBeLessThanOrEqual(2 * 86_400_000);
  }
});
