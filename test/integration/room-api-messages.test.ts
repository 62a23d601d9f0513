import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RoomMessage } from "../../src/ports/local-room-records.ts";
import type { Caller } from "../support/api.ts";
import { NOON } from "../support/manual-clock.ts";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

interface Messages {
  readonly messages: readonly RoomMessage[];
}
const idsFor = async (who: Caller): Promise<readonly string[]> =>
  (await who.get<Messages>("/room/messages")).messages.map((m) => m.id);

describe("messages and reactions", () => {
  let watch: Harness;

  beforeEach(async () => {
    watch = await startWatchroom();
  });
  afterEach(() => watch.close());

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

  it("with an emoji that nobody knows acknowledge nothing, and whoever gave it is told once which one does", async () => {
    const [ana, bob] = [await watch.joins("Ana"), await watch.joins("Bob")];
    await watch.fire("builds-queue-backlog");
    await ana.reacts("unicorn", 1);
    await ana.reacts("tada", 1);

    const hint = await watch.room.expectMessage(/`:eyes:`.* acknowledges.*You are called at/);
    expect(await idsFor(ana)).toContain(hint.id);
    expect(await idsFor(bob)).not.toContain(hint.id);

    const card = await watch.room.expectCard(/triggered/);
    const { messages } = await ana.get<Messages>("/room/messages");
    expect(messages.find(({ id }) => id === card.id)).toMatchObject({
      reactions: expect.arrayContaining([
        expect.objectContaining({ emoji: "unicorn", by: "ana" }),
      ]) as unknown,
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
    await watch.room.expectMessage(/`:sos:` is for responders/);

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
