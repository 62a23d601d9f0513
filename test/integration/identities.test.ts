import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { hear } from "../../src/commands/hear.ts";
import type { Person } from "../../src/oncall/person.ts";
import { whoIsOnCall } from "../../src/oncall/who-is-on-call.ts";
import type { Identity, IdentityRecords } from "../../src/ports/identity-records.ts";
import { backupLines } from "../../src/store/backup.ts";
import type { Watch } from "../../src/watch/watch.ts";
import { person } from "../support/in-memory-watch.ts";
import { startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

const HOUR = 3_600_000;
const KEY = "{test}:identities";

let server: StoreServer;
let world: StoreWorld;
let watch: Watch;
let identities: IdentityRecords;

beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  ({ watch } = world);
  ({ identities } = watch);
});

const account = (id: string, handle: string, some: Partial<Identity> = {}): Identity => ({
  v: 1,
  id,
  handle,
  name: handle,
  zone: null,
  left: null,
  ...some,
});

const meets = (
  id: string,
  handle: string,
  some: Partial<Person> = {},
): ReturnType<IdentityRecords["adopt"]> =>
  identities.adopt({ identity: account(id, handle), person: person(handle, some) });

const handles = async (): Promise<readonly string[]> =>
  (await watch.people.all()).map(({ handle }) => handle);

describe("an account in a chat", () => {
  it("and its person are made in one step, by one of many who meet it at once", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => meets("slack:U1", n % 2 === 0 ? "ana" : "ana-2")),
    );

    expect(outcomes.filter((outcome) => outcome === "made")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "known")).toHaveLength(19);
    expect(await handles()).toHaveLength(1);
    expect(await identities.all()).toHaveLength(1);
  });

  it("gets no handle that somebody has, and leaves that one as they are", async () => {
    await watch.people.add(person("ana", { name: "The first" }));

    expect(await meets("slack:U1", "ana")).toBe("taken");
    expect(await meets("slack:U1", "ana-2")).toBe("made");
    expect(await meets("slack:U1", "ana-3")).toBe("known");
    expect(await identities.find("slack:U1")).toEqual(account("slack:U1", "ana-2"));
    expect(await watch.people.find("ana")).toMatchObject({ name: "The first" });
  });

  it("whose person is gone is met anew", async () => {
    await meets("slack:U1", "ana");
    await world.redis.del("{test}:people");

    expect(await meets("slack:U1", "ana")).toBe("made");
  });

  it("and its person change together, and no change is lost among many", async () => {
    await meets("slack:U1", "ana", { name: "" });
    const change = (letter: string): Promise<unknown> =>
      letter < "f"
        ? watch.people.change("ana", (now) => ({ ...now, name: now.name + letter }))
        : identities.change("slack:U1", ({ identity, person: now }) => ({
            identity: { ...identity, name: identity.name + letter },
            person: { ...now, name: now.name + letter },
          }));

    await Promise.all(Array.from("abcdefghij", change));

    const { name } = (await watch.people.find("ana"))!;
    expect(Array.from(name).toSorted().join("")).toBe("abcdefghij");
    expect((await identities.find("slack:U1"))?.name).toMatch(/^ana[f-j]{5}$/);
    expect(await identities.change("slack:U9", () => null)).toBeNull();
    expect(await watch.people.change("zoe", (now) => now)).toBeNull();
  });

  it("of a newer version stays as it is", async () => {
    await meets("slack:U1", "ana");
    const theirs = JSON.stringify({ ...account("slack:U1", "ana"), v: 2 });
    await world.redis.hset(KEY, "slack:U1", theirs);

    expect(await identities.find("slack:U1")).toBeNull();
    expect(await identities.change("slack:U1", (now) => now)).toBeNull();
    expect(await meets("slack:U1", "ana-2")).toBe("known");
    expect(await world.redis.hget(KEY, "slack:U1")).toBe(theirs);
  });

  it("is in a backup, before the people, and a code is not", async () => {
    await meets("slack:U1", "ana");
    await identities.offerLink("ABCDEFGH", "ana", HOUR);
    const lines: string[] = [];
    for await (const line of backupLines(world.redis, world.keys.prefix, "")) lines.push(line);
    const names = lines.slice(1).map((line) => (JSON.parse(line) as { readonly k: string }).k);

    expect(names).toEqual(["identities", "people"]);
  });
});

async function say(handle: string, text: string, room = "slack"): Promise<string> {
  const who = (await watch.people.find(handle))!;
  const answer = await hear(watch, { person: who, text, addressed: true, room });
  expect(answer?.toAll).toBe(false);
  return answer?.text ?? "";
}
const codeOf = (text: string): string => /`link ([A-HJ-NP-Z]{8})`/.exec(text)?.[1] ?? "none";
const offers = async (handle: string): Promise<string> => codeOf(await say(handle, "link"));

describe("link", () => {
  beforeEach(async () => {
    // Ana joined on the page first, without a phone; Slack brought her in again.
    await watch.people.add(person("ana", { joinedAt: 1, responder: false }));
    await meets("slack:U1", "ana-2", { joinedAt: 2, zone: "Europe/Madrid", joinedBy: "slack" });
    await meets("slack:U2", "bob", { joinedAt: 3, joinedBy: "slack" });
  });

  it.each([
    ["shown on the page and typed in Slack", "ana", "ana-2"],
    ["shown in Slack and typed on the page", "ana-2", "ana"],
  ])(
    "makes one person of two, by a code %s: who joined first keeps the handle",
    async (_how, shown, typed) => {
      await watch.contacts.set({ handle: "ana-2", method: "phone", value: "+64215550100", at: 1 });
      await watch.contacts.set({ handle: "ana-2", method: "push", value: "theirs", at: 1 });
      await watch.contacts.set({ handle: "ana", method: "push", value: "mine", at: 1 });
      const code = await offers(shown);

      expect(await say(typed, `link ${code.toLowerCase()}`)).toBe(
        "You are @ana in both places from now on; @ana-2 is gone.",
      );

      expect(await handles()).toEqual(["ana", "bob"]);
      expect(await watch.people.find("ana")).toEqual(
        person("ana", { joinedAt: 1, responder: true, zone: "Europe/Madrid" }),
      );
      expect((await identities.all()).map(({ id, handle }) => [id, handle])).toEqual([
        ["slack:U1", "ana"],
        ["slack:U2", "bob"],
      ]);
      expect(await watch.phones.find("ana")).toEqual({
        state: "unverified",
        number: "+64215550100",
      });
      expect(await watch.phones.find("ana-2")).toBeNull();
      expect(await watch.contacts.find("ana", "push")).toMatchObject({ value: "mine" });
      expect(await watch.contacts.find("ana-2", "push")).toBeNull();
      expect(await watch.people.add(person("ana-2"))).toBe(false);
    },
  );

  it("says to reload the page when it was the page's person who is gone", async () => {
    await watch.people.add(person("bob-b", { joinedAt: 9 }));

    expect(await say("bob", `link ${await offers("bob-b")}`)).toMatch(
      /^You are @bob in both places.*Reload watchroom's own page/,
    );
    expect(await watch.people.find("bob")).not.toHaveProperty("joinedBy");
    expect(await watch.people.find("bob-b")).toMatchObject({ mergedInto: "bob", responder: false });
  });

  it("leaves nobody off call: what they had, and what was planned, goes with them", async () => {
    const now = watch.clock.now();
    const mine = { v: 1, handle: "ana-2", madeBy: "ana-2", note: null } as const;
    await watch.roster.addOverride({ ...mine, id: "o1", from: now - HOUR, until: now + HOUR });
    await watch.roster.addOverride({
      ...mine,
      id: "o2",
      from: now + 2 * HOUR,
      until: now + 3 * HOUR,
    });
    await watch.people.change("ana", (ana) => ({ ...ana, joinedAt: 1 }));
    const onCall = async (at: number): Promise<string | undefined> => {
      const [people, overrides] = [await watch.people.all(), await watch.roster.overrides(now)];
      return whoIsOnCall({ people, overrides, now: at }).onCall?.handle;
    };
    await watch.people.change("bob", (bob) => ({ ...bob, joinedAt: 0 }));
    expect(await onCall(now)).toBe("ana-2");

    await say("ana", `link ${await offers("ana-2")}`);

    expect(await onCall(now + 1)).toBe("ana");
    expect(await onCall(now + HOUR)).toBe("bob");
    expect(await onCall(now + 2 * HOUR)).toBe("ana");
  });

  it("takes a code once, from one of two who type it together", async () => {
    const code = await offers("ana");

    const answers = await Promise.all([say("ana-2", `link ${code}`), say("bob", `link ${code}`)]);

    expect(answers.filter((text) => text.startsWith("You are @ana"))).toHaveLength(1);
    expect(answers.filter((text) => text.startsWith("This code is not good"))).toHaveLength(1);
    expect(await say("bob", `link ${code}`)).toMatch(/^This code is not good/);
  });

  it("refuses whoever the code was shown to, and lets them use it in the right place still", async () => {
    const code = await offers("ana");

    expect(await say("ana", `link ${code}`)).toMatch(/^You are the same person/);
    expect(await say("ana-2", `link ${code}`)).toMatch(/^You are @ana /);
  });

  it("makes codes that last for ten minutes, and knows no other", async () => {
    const code = await offers("ana");
    const left = await world.redis.pttl(`{test}:link:${code}`);

    expect(left).toBeGreaterThan(590_000);
    expect(left).toBeLessThanOrEqual(600_000);
    expect(await offers("ana")).not.toBe(code);
    expect(await say("bob", "link ABCDEFGH")).toMatch(/^This code is not good/);
    expect(await say("bob", "link one two")).toMatch(/^`link \[code\]`/);
    expect(await handles()).toEqual(["ana", "ana-2", "bob"]);
  });
});
