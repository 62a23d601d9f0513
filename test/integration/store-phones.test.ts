import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { MINUTE } from "../../src/lib/durations.ts";
import { createSealer } from "../../src/lib/seal.ts";
import type {
  CodeOffer,
  CodeVerdict,
  PhoneRecords,
  PhoneRoute,
} from "../../src/ports/phone-records.ts";
import { backupLines } from "../../src/store/backup.ts";
import { createContactRecords } from "../../src/store/contacts.ts";
import { createPhoneRecords } from "../../src/store/phones.ts";
import { recordReader } from "../support/reader.ts";
import { startStore, type StoreServer, type StoreWorld } from "../support/store-world.ts";

const NUMBER = "+64215550189";
const OTHER = "+4915112345678";
const CODE = "123456";

let server: StoreServer;
let world: StoreWorld;
let phones: PhoneRecords;
beforeAll(async () => {
  server = await startStore();
});
afterAll(() => server.stop());
beforeEach(async () => {
  world = await server.fresh();
  phones = under("now");
});

/** A process that was given these secrets. */
function under(...secrets: readonly string[]): PhoneRecords {
  const { redis, keys } = world;
  const contacts = createContactRecords(redis, keys, createSealer(secrets, "contacts"));
  return createPhoneRecords(redis, keys, recordReader(), contacts, secrets);
}

const real = (): number => world.clock.real();
const passes = (ms: number): void => world.clock.set(real() + ms);
const at = 7;

const offers = (
  { handle = "ana", number = NUMBER, code = CODE, by = "sms" }: Partial<CodeOffer> = {},
  records = phones,
): Promise<void> => records.offer({ handle, number, code, by, at, real: real() });
const tries = (code = CODE, handle = "ana", records = phones): Promise<CodeVerdict> =>
  records.verify({ handle, code, at, real: real() });

async function verifies(handle: string, number: string, by: PhoneRoute = "sms"): Promise<void> {
  await offers({ handle, number, by });
  expect(await tries(CODE, handle)).toMatchObject({ outcome: "verified", number });
}

/** Everything that lies in the store, as text. */
async function stored(): Promise<string> {
  const lines: string[] = [];
  for (const key of await world.redis.keys("*")) {
    const type = await world.redis.type(key);
    const value =
      type === "hash"
        ? await world.redis.hgetall(key)
        : type === "zset"
          ? await world.redis.zrange(key, 0, -1)
          : await world.redis.get(key);
    lines.push(key, JSON.stringify(value));
  }
  return lines.join("\n");
}

describe("a number that was given", () => {
  it("gets no page before its code came back", async () => {
    await offers();

    expect(await phones.find("ana")).toEqual({ state: "unverified", number: NUMBER });
    expect(await phones.pending("ana")).toBe(NUMBER);
    expect(await phones.numberFor("ana", "sms")).toBeNull();

    expect(await tries()).toMatchObject({ outcome: "verified", number: NUMBER });
    expect(await phones.find("ana")).toEqual({
      state: "known",
      number: NUMBER,
      phone: {
        v: 1,
        verifiedBy: "sms",
        verifiedAt: at,
        testedAt: null,
        remindedAt: null,
        failing: null,
        stoppedAt: null,
      },
    });
    expect(await phones.numberFor("ana", "voice")).toBe(NUMBER);
    expect(await phones.pending("ana")).toBeNull();
  });

  it("leaves the verified one in force until it is verified too", async () => {
    await verifies("ana", NUMBER);
    await offers({ number: OTHER });

    expect(await phones.numberFor("ana", "sms")).toBe(NUMBER);
    expect(await phones.pending("ana")).toBe(OTHER);

    await tries();
    expect(await phones.numberFor("ana", "sms")).toBe(OTHER);
    expect(await phones.ownerOf(NUMBER)).toBeNull();
  });

  it("of a release that knew no codes counts as given, and can be verified", async () => {
    await createContactRecords(world.redis, world.keys, createSealer(["now"], "contacts")).set({
      handle: "ana",
      method: "phone",
      value: NUMBER,
      at: 1,
    });
    expect(await phones.find("ana")).toEqual({ state: "unverified", number: NUMBER });
    expect(await phones.numberFor("ana", "sms")).toBeNull();
    expect(await phones.pending("ana")).toBe(NUMBER);

    await offers({ number: OTHER });
    expect(await phones.find("ana")).toEqual({ state: "unverified", number: OTHER });
    expect(await world.redis.hkeys("{test}:contacts")).toEqual(["ana|phone-new"]);
    expect(await tries()).toMatchObject({ outcome: "verified", number: OTHER });
  });

  it("of somebody else cannot be verified again, and is dropped", async () => {
    await verifies("ana", NUMBER);
    await offers({ handle: "bob" });

    expect(await tries(CODE, "bob")).toEqual({ outcome: "taken" });
    expect(await phones.ownerOf(NUMBER)).toBe("ana");
    expect(await phones.find("bob")).toBeNull();
    expect(await tries(CODE, "bob")).toEqual({ outcome: "none" });
  });

  it("goes to one of two who verify it at the same moment", async () => {
    const elsewhere = under("now");
    await offers({ handle: "ana" });
    await offers({ handle: "bob" });

    const both = await Promise.all([tries(CODE, "ana"), tries(CODE, "bob", elsewhere)]);

    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(["taken", "verified"]);
    const owner = await phones.ownerOf(NUMBER);
    expect(await phones.find(owner === "ana" ? "bob" : "ana")).toBeNull();
  });

  it("keeps what is known of it when it is verified again, and an SMS ends a stop", async () => {
    await verifies("ana", NUMBER, "voice");
    await phones.note("ana", { stoppedAt: 3, failing: { at: 3, reason: "unpaid", by: "sms" } });
    expect(await phones.numberFor("ana", "sms")).toBeNull();
    expect(await phones.numberFor("ana", "voice")).toBe(NUMBER);

    await verifies("ana", NUMBER, "voice");
    expect(await phones.find("ana")).toMatchObject({
      phone: { stoppedAt: 3, failing: null, testedAt: at },
    });
    await verifies("ana", NUMBER, "sms");
    expect(await phones.find("ana")).toMatchObject({ phone: { stoppedAt: null, testedAt: at } });
    await verifies("ana", OTHER, "sms");
    expect(await phones.find("ana")).toMatchObject({ phone: { testedAt: null } });
  });
});

describe("a code", () => {
  it("is good for ten minutes of real time", async () => {
    await offers();
    passes(10 * MINUTE - 1);
    expect(await tries("000000")).toEqual({ outcome: "wrong", left: 4 });
    passes(1);
    expect(await tries()).toEqual({ outcome: "none" });
  });

  it("is over after five tries, whoever of several processes is asked", async () => {
    await offers();
    const elsewhere = under("now");
    const wrong = await Promise.all(
      Array.from({ length: 5 }, (_, n) => tries(`00000${n}`, "ana", n % 2 ? phones : elsewhere)),
    );

    expect(
      wrong.map((one) => (one.outcome === "wrong" ? one.left : -1)).toSorted((a, b) => a - b),
    ).toEqual([0, 1, 2, 3, 4]);
    expect(await tries()).toEqual({ outcome: "none" });
    expect(await phones.numberFor("ana", "sms")).toBeNull();
  });

  it("works once, of two processes that are told it at the same moment", async () => {
    await offers();
    const both = await Promise.all([tries(), tries(CODE, "ana", under("now"))]);

    expect(both.map(({ outcome }) => outcome).toSorted()).toEqual(["none", "verified"]);
    expect(await tries()).toEqual({ outcome: "none" });
  });

  it("is of one person and one number", async () => {
    await offers();
    await offers({ handle: "bob", number: OTHER, code: "654321" });
    expect(await tries(CODE, "bob")).toMatchObject({ outcome: "wrong" });

    await phones.keep({ handle: "ana", number: OTHER, at });
    expect(await tries()).toEqual({ outcome: "none" });
  });

  it("is replaced by the next", async () => {
    await offers();
    await offers({ code: "654321" });

    expect(await tries()).toMatchObject({ outcome: "wrong" });
    expect(await tries("654321")).toMatchObject({ outcome: "verified" });
  });

  it("and its number are known while the secret is being replaced, and not after", async () => {
    await offers({}, under("old"));
    const both = under("new", "old");
    expect(await tries(CODE, "ana", under("new"))).toEqual({ outcome: "none" });
    expect(await tries(CODE, "ana", both)).toMatchObject({ outcome: "verified" });

    expect(await both.ownerOf(NUMBER)).toBe("ana");
    expect(await under("new").find("ana")).toMatchObject({ state: "known" });
    expect(await under("third").find("ana")).toEqual({ state: "unreadable" });
  });

  it("lies in the store as no more than a hash, and the number sealed", async () => {
    await phones.reserve("ana", NUMBER, real());
    await offers();
    const waiting = await stored();
    await verifies("bob", OTHER);
    const all = `${waiting}\n${await stored()}`;

    for (const secret of [CODE, NUMBER, NUMBER.slice(1), OTHER.slice(1)])
      expect(all).not.toContain(secret);
  });
});

describe("what goes to a number", () => {
  const reserve = (handle: string, number: string, records = phones): Promise<number | null> =>
    records.reserve(handle, number, real());

  it("is counted for its person and for the number, three in ten minutes", async () => {
    const started = real();
    for (const number of [NUMBER, OTHER, NUMBER]) {
      expect(await reserve("ana", number)).toBeNull();
      passes(1_000);
    }
    expect(await reserve("ana", "+64215550111")).toBe(started + 10 * MINUTE);
    expect(await reserve("bob", NUMBER)).toBeNull();
    expect(await reserve("eve", NUMBER)).toBe(started + 10 * MINUTE);

    passes(10 * MINUTE - 3_000);
    expect(await reserve("eve", NUMBER)).toBeNull();
    expect(await reserve("ana", NUMBER)).toBeGreaterThan(real());
  });

  it("is twelve in a day for a person, to whatever numbers, and nobody else is counted out by it", async () => {
    const started = real();
    for (let sent = 0; sent < 12; sent += 1) {
      expect(await reserve("ana", `+642155501${10 + sent}`)).toBeNull();
      passes(5 * MINUTE);
    }

    expect(await reserve("ana", OTHER)).toBe(started + 24 * 60 * MINUTE);
    expect(await reserve("bob", "+64215550110")).toBeNull();
    passes(23 * 60 * MINUTE);
    expect(await reserve("ana", OTHER)).toBeNull();
  });

  it("is counted across processes, and while the secret is being replaced", async () => {
    const all = await Promise.all(
      ["a", "b", "c", "d"].map((handle) => reserve(handle, NUMBER, under("now"))),
    );
    expect(all.filter((one) => one === null)).toHaveLength(3);

    expect(await reserve("e", NUMBER, under("new", "now"))).toBeGreaterThan(real());
  });
});

describe("somebody's phone", () => {
  it("is forgotten whole: the numbers, the code and what is known", async () => {
    await verifies("ana", NUMBER);
    await offers({ number: OTHER });

    expect(await phones.remove("ana")).toBe(true);

    expect(await stored()).not.toContain("ana");
    expect(await phones.find("ana")).toBeNull();
    expect(await phones.remove("ana")).toBe(false);
    await verifies("bob", NUMBER);
  });

  it("goes to whom they turned out to be, unless they have verified one", async () => {
    await verifies("ana-2", NUMBER);
    await offers({ handle: "ana-2", number: OTHER });
    await phones.move("ana-2", "ana");

    expect(await phones.find("ana")).toMatchObject({ state: "known", number: NUMBER });
    expect(await phones.pending("ana")).toBe(OTHER);
    expect(await phones.find("ana-2")).toBeNull();

    await verifies("ana-3", "+64215550111");
    await phones.move("ana-3", "ana");
    expect(await phones.find("ana")).toMatchObject({ number: NUMBER });
    expect(await phones.ownerOf("+64215550111")).toBeNull();
  });

  it("is noted by several at once, each their own", async () => {
    await verifies("ana", NUMBER);
    await Promise.all([
      phones.note("ana", { testedAt: 5 }),
      under("now").note("ana", { remindedAt: 6 }),
      phones.note("ana", { stoppedAt: 8 }),
    ]);

    expect(await phones.find("ana")).toMatchObject({
      phone: { testedAt: 5, remindedAt: 6, stoppedAt: 8 },
    });
  });

  it("is kept sealed in a backup, without codes and counts", async () => {
    await phones.reserve("ana", NUMBER, real());
    await verifies("ana", NUMBER);
    await offers({ number: OTHER });
    await phones.markSaid("said");
    let backup = "";
    for await (const line of backupLines(world.redis, "{test}:", "now")) backup += line;

    expect(backup).toContain("ana|phone-new");
    expect(backup).not.toMatch(/5550189|5112345678|phone-(code|sends|said)/);
  });
});
