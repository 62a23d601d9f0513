import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cookieFor } from "../../src/adapters/local/session.ts";
import { createSigner } from "../../src/lib/sign.ts";
import { caller, type Caller } from "../support/api.ts";
import { NOON } from "../support/manual-clock.ts";
import { rawRequest } from "../support/raw-request.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

const DAY = 24 * 3_600_000;

let watch: Harness;
const start = async (): Promise<void> => {
  watch = await startWatchroom();
};
const stop = (): Promise<void> => watch.close();

const newcomer = (): Caller => caller(watch.api.base);

describe("joining the local room", () => {
  beforeEach(start);
  afterEach(stop);

  it("makes a member, and with a phone a responder", async () => {
    const ana = newcomer();
    const answer = await ana.post("/room/join", { name: "Ana María", phone: true });

    expect([answer.status, answer.body]).toEqual([
      201,
      { handle: "ana-maria", name: "Ana María", responder: true },
    ]);
    expect(answer.headers.get("set-cookie")).toMatch(/HttpOnly; SameSite=Strict/);
    expect(await ana.get("/room/me")).toEqual(answer.body);
    expect((await newcomer().post("/room/join", { name: "Bob" })).body).toMatchObject({
      responder: false,
    });
  });

  it("lets one of two who ask for a name at once have it", async () => {
    const answers = await Promise.all(
      [newcomer(), newcomer()].map((c) => c.post("/room/join", { name: "Ana" })),
    );

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409]);
  });

  it("lets the same browser join again, and become a responder by it", async () => {
    const ana = newcomer();
    await ana.post("/room/join", { name: "Ana" });
    const again = await ana.post("/room/join", { name: "Ana", phone: true, zone: "Asia/Tokyo" });

    expect([again.status, again.body]).toMatchObject([200, { responder: true }]);
  });
});

describe("a name of other letters than Latin ones", () => {
  beforeEach(start);
  afterEach(stop);

  it.each([
    ["Анна", "анна"],
    ["Łukasz", "łukasz"],
  ])("lets %s in, and in again", async (name, handle) => {
    const member = newcomer();
    const joined = await member.post("/room/join", { name, phone: true });

    expect([joined.status, joined.body]).toMatchObject([201, { handle, name }]);
    expect(await member.get("/room/me")).toEqual(joined.body);
    expect((await member.post("/room/messages", { text: "Hello." })).status).toBe(201);
    expect((await member.post("/room/join", { name })).status).toBe(200);
  });
});

describe("a name that cannot be had in the local room", () => {
  beforeAll(async () => {
    await start();
    await newcomer().post("/room/join", { name: "Ana" });
  });
  afterAll(stop);

  it.each(["Ana", "ana", " ANA ", "Aná", "ana!"])(
    "refuses %j when Ana is there already, and says what to do",
    async (name) => {
      const answer = await newcomer().post<{ error: string }>("/room/join", { name });

      expect(answer.status).toBe(409);
      expect(answer.body.error).toMatch(/is taken.*choose another name/);
      expect(answer.headers.get("set-cookie")).toBeNull();
    },
  );

  it.each([
    "",
    "   ",
    "🚀🚀",
    "here",
    "Everyone",
    "@channel",
    "on-call",
    "watchroom",
    "x".repeat(41),
  ])("refuses the name %j, and says where", async (name) => {
    const answer = await newcomer().post("/room/join", { name });

    expect([answer.status, answer.body]).toMatchObject([400, { problems: [{ path: "name" }] }]);
  });

  it("nor a zone that is none, nor a body that is none", async () => {
    expect(await newcomer().post("/room/join", { name: "Ana", zone: "Mars" })).toMatchObject({
      status: 400,
      body: { problems: [{ path: "zone" }] },
    });
    expect((await newcomer().post("/room/join", "[]")).status).toBe(400);
  });
});

const ask = (given: string): ReturnType<typeof rawRequest> =>
  rawRequest(watch.api.base, "/room/messages", { method: "GET", headers: { cookie: given } });

describe("a cookie that is not of this room", () => {
  beforeAll(async () => {
    await start();
    await newcomer().post("/room/join", { name: "Ana" });
  });
  afterAll(stop);

  const genuine = createSigner(["a secret of sixteen and more"], "local room");
  const ana = { v: 1, handle: "ana", name: "Ana", responder: true, zone: null } as const;
  const cookie = (joinedAt: number, signer = genuine): string =>
    cookieFor({ ...ana, joinedAt }, signer).split(";")[0] ?? "";

  it("is taken when it is genuine", async () => {
    expect((await ask(cookie(NOON))).status).toBe(200);
  });

  it.each([
    ["of another store's Ana", () => cookie(NOON - DAY)],
    [
      "signed with another secret",
      () => cookie(NOON, createSigner(["another secret, long"], "local room")),
    ],
    [
      "signed for another purpose",
      () => cookie(NOON, createSigner(["a secret of sixteen and more"], "link")),
    ],
    ["with another name under the signature", () => cookie(NOON).replace("=ana", "=bob")],
    ["cut short", () => cookie(NOON).slice(0, -3)],
    ["of nonsense", () => "watchroom=%E0%A4%A.1.x"],
    ["missing", () => "other=1"],
  ])("is refused with a clear text: %s", async (_what, given) => {
    const answer = await ask(given());

    expect(answer.status).toBe(401);
    expect(answer.body.error).toMatch(/has not joined the room.*older store.*\/room\/join/);
  });

  it("opens nothing of the room", async () => {
    const routes = [
      ["GET", "/room/me"],
      ["GET", "/room/stream"],
      ["GET", "/room/presence"],
      ["GET", "/room/messages"],
      ["POST", "/room/messages"],
      ["POST", "/room/messages/x/reactions"],
      ["DELETE", "/room/messages/x/reactions"],
      ["GET", "/room/phone"],
      ["POST", "/room/phone/x/keys"],
      ["POST", "/room/active"],
      ["POST", "/room/leave"],
    ] as const;
    for (const [method, path] of routes)
      expect([path, (await rawRequest(watch.api.base, path, { method })).status]).toEqual([
        path,
        401,
      ]);
  });
});
