import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cookieFor } from "../../src/adapters/local/session.ts";
import { createSigner } from "../../src/lib/sign.ts";
import type { RoomMessage } from "../../src/ports/local-room-records.ts";
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

interface Messages {
  readonly messages: readonly RoomMessage[];
}
const idsFor = async (who: Caller): Promise<readonly string[]> =>
  (await who.get<Messages>("/room/messages")).messages.map((m) => m.id);

describe("messages and reactions", () => {
  beforeEach(start);
  afterEach(stop);

  it("are as they were written, oldest first", async () => {
    const ana = await watch.joins("Ana");
    await ana.says("Good **morning**.");
    await watch.advance({ seconds: 1 });
    await ana.says("Quiet so far.");

    const { messages } = await ana.get<Messages>("/room/messages");
    expect(messages).toMatchObject([
      { author: "ana", text: "Good **morning**.", incident: null, at: NOON, reactions: [] },
      { author: "ana", text: "Quiet so far.", at: NOON + 1_000 },
    ]);
  });

  it("are kept up to the last 500", async () => {
    const ana = await watch.joins("Ana");
    await ana.says("the first");
    const { room } = watch.app.world;
    const [first] = await room.messages();
    if (!first) throw new Error("nothing was said");
    for (let i = 0; i < 499; i += 1)
      await room.saveMessage({ ...first, id: `m${i}`, text: `${i}` });
    expect((await ana.get<Messages>("/room/messages")).messages).toHaveLength(500);

    await ana.says("one more");

    const texts = (await ana.get<Messages>("/room/messages")).messages.map(({ text }) => text);
    expect([texts.length, texts[0], texts.at(-1)]).toEqual([500, "0", "one more"]);
    expect((await ana.post(`/room/messages/${first.id}/reactions`, { emoji: "eyes" })).status).toBe(
      404,
    );
  });

  it("with an emoji that nobody knows are mere reactions, and acknowledge nothing", async () => {
    const ana = await watch.joins("Ana");
    await watch.fire("builds-queue-backlog");
    await ana.reacts("unicorn", 1);

    const card = await watch.room.expectCard(/triggered/);
    const { messages } = await ana.get<Messages>("/room/messages");
    expect(messages.find(({ id }) => id === card.id)).toMatchObject({
      reactions: [{ emoji: "unicorn", by: "ana" }],
    });
    expect(await watch.incident(1)).toMatchObject({ status: "triggered", acknowledgedBy: null });
  });

  it.each([["👀"], [""], ["eyes eyes"], ["x".repeat(51)], [7], [null]])(
    "refuse %j as an emoji's name",
    async (emoji) => {
      const ana = await watch.joins("Ana");
      await ana.says("Hello.");
      const { messages } = await ana.get<Messages>("/room/messages");
      const answer = await ana.post(`/room/messages/${messages[0]?.id}/reactions`, { emoji });

      expect([answer.status, answer.body]).toMatchObject([400, { problems: [{ path: "emoji" }] }]);
    },
  );

  it("take a name with colons, and once from each", async () => {
    const ana = await watch.joins("Ana");
    await watch.fire("builds-queue-backlog");
    await ana.reacts(":eyes:", 1);
    await ana.reacts("eyes", 1);

    const card = await watch.room.expectCard(/Ana has it/);
    expect(await watch.app.world.room.message(card.id)).toMatchObject({
      reactions: [{ emoji: "eyes", by: "ana" }],
    });
  });

  it("let members who cannot be called acknowledge and resolve, and not escalate", async () => {
    await watch.joins("Ana");
    const eve = await watch.joins("Eve", { phone: false });
    await watch.fire("builds-queue-backlog");
    await eve.reacts("sos", 1);
    await watch.room.expectCard(/Calls Ana at/);

    await eve.reacts("white_check_mark", 1);
    await watch.room.expectCard(/Eve has it/);
    await eve.reacts("checkered_flag", 1);
    await watch.room.expectCard(/Resolved by Eve/);
  });

  it("keep an answer to one member from the others", async () => {
    const [ana, bob] = [await watch.joins("Ana"), await watch.joins("Bob")];
    await ana.says("@watchroom ak");
    const { id } = await watch.room.expectMessage(/Nearest: `ack/);

    expect(await idsFor(ana)).toContain(id);
    expect(await idsFor(bob)).not.toContain(id);
    expect((await bob.post(`/room/messages/${id}/reactions`, { emoji: "+1" })).status).toBe(404);
    expect((await ana.post(`/room/messages/${id}/reactions`, { emoji: "+1" })).status).toBe(201);
  });
});
