import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RoomMessage } from "../../src/ports/local-room-records.ts";
import { startWatchroom, type Harness, type Member } from "../support/watchroom.ts";

describe("a handoff", () => {
  let watch: Harness;
  let ana: Member;
  let bob: Member;
  let cid: Member;

  beforeEach(async () => {
    watch = await startWatchroom();
    ana = await watch.joins("Ana");
    await watch.advance({ seconds: 1 });
    bob = await watch.joins("Bob");
    await watch.advance({ seconds: 1 });
    cid = await watch.joins("Cid");
  });
  afterEach(() => watch.close());

  const says = async (who: Member, line: string, answer: RegExp): Promise<RoomMessage> => {
    await who.says(`@watchroom ${line}`);
    return watch.room.expectMessage(answer);
  };
  const asks = (line = "handoff @bob"): Promise<RoomMessage> =>
    says(ana, line, /@bob: Ana asks you to take over/);
  const reacts = async (who: Member, emoji: string, { id }: RoomMessage): Promise<void> => {
    expect((await who.post(`/room/messages/${id}/reactions`, { emoji })).status).toBe(201);
    await watch.idle();
  };
  /** Who is called when the room is empty. */
  const fires = async (called: string): Promise<void> => {
    await ana.leaves();
    await bob.leaves();
    await cid.leaves();
    // What they said still counts as somebody being there for ten minutes.
    await watch.advance({ minutes: 11 });
    await watch.fire("builds-queue-backlog");
    await watch.phone(called).expectPush(/Builds/);
    await watch.room.expectCard(new RegExp(`Calling ${called}`, "i"));
  };

  it("asks, with the note and what is open, and until it is accepted the giver is called", async () => {
    await watch.fire("builds-slow");
    await watch.room.expectCard(/Builds are slow/);
    const { text } = await asks("handoff @bob until 18:00 back after dinner");

    expect(text).toMatch(/until 18:00 \(UTC\)\. Until you accept, Ana stays on call\./);
    expect(text).toMatch(/> back after dinner/);
    expect(text).toMatch(/Open: #1 Builds are slow/);
    await says(bob, "oncall", /Ana is on call\. Second is Bob\./);
    await watch.api.post("/api/v1/incidents/1/resolve", { by: "ana" });
    await fires("ana");
  });

  it.each(["white_check_mark", "+1"])(
    "is accepted by the reaction %s, and then the taker is called",
    async (emoji) => {
      await reacts(bob, emoji, await asks("handoff @bob until 18:00"));

      await watch.room.expectMessage(/Bob is on call now until 18:00 \(UTC\)\. Ana is relieved\./);
      await says(cid, "oncall", /Bob is on call until 18:00 \(UTC\)\. Then Ana\./);
      await fires("bob");
    },
  );

  it("is accepted by a word", async () => {
    await asks();
    await says(bob, "accept", /Bob is on call now\. Ana is relieved\./);
    await fires("bob");
  });

  it.each([
    ["accept", /Bob is on call now\. Ana is relieved\./],
    ["decline", /Bob declined\. Ana is on call\./],
  ])("is answered by the bare word %s of the one who was asked", async (word, outcome) => {
    await asks();
    await bob.says(word);
    await watch.room.expectMessage(outcome);
  });

  it("ends by itself at its time", async () => {
    await asks("handoff @bob until 14:00");
    await says(bob, "accept", /Bob is on call now until 14:00/);
    await watch.advance({ minutes: 120 });

    await says(cid, "oncall", /Ana is on call\./);
    await fires("ana");
  });

  it("is declined by a reaction, and the giver stays", async () => {
    const question = await asks();
    await reacts(bob, "x", question);
    await watch.room.expectMessage(/Bob declined\. Ana is on call\./);

    await reacts(bob, "white_check_mark", question);
    await watch.room.expectMessage(/answered before\. Ana is on call/);
    await fires("ana");
  });

  it("is declined by a word", async () => {
    await asks();
    await says(bob, "decline", /Bob declined\. Ana is on call\./);
    await fires("ana");
  });

  it("cannot be accepted by anybody but the one who was asked", async () => {
    const question = await asks();
    await reacts(cid, "white_check_mark", question);
    await reacts(ana, "white_check_mark", question);
    await says(cid, "accept", /Nobody has asked you to take over\./);

    await says(cid, "oncall", /Ana is on call\./);
    await says(bob, "accept", /Bob is on call now/);
  });

  it("means nothing by an emoji that is neither yes nor no", async () => {
    await reacts(bob, "eyes", await asks());

    await says(cid, "oncall", /Ana is on call\./);
  });

  it("is only for who is on call to give, and for responders to take", async () => {
    await watch.joins("Eve", { phone: false });
    await says(bob, "handoff @cid", /You are not on call: Ana is/);
    await says(ana, "handoff @eve", /Eve is not a responder/);
    await says(ana, "handoff @ana", /cannot hand over to yourself/);
    await says(ana, "handoff @bop", /Nobody here is called .*Nearest: @.*bob/);
    await says(ana, "handoff @bob until 25:00", /That is no time of day/);
  });

  it("is not needed to take: whoever takes is on call at once, for as long as they said", async () => {
    await says(cid, "take for 4h", /Cid is on call now until 16:00 \(UTC\)\. Ana is relieved\./);
    await says(bob, "oncall", /Cid is on call until 16:00 \(UTC\)\. Then Ana\./);
    await fires("cid");
  });

  it("reaches an incident that waits already: its call goes to whoever took over", async () => {
    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/Calls Ana at 12:10/);
    await says(cid, "take for 4h", /Cid is on call now/);
    await watch.room.expectCard(/Calls Cid at 12:10/);
    await watch.advance({ minutes: 10 });

    await watch.phone("cid").expectPush(/Builds/);
    await watch.phone("ana").expectNothing();
    await watch.room.expectCard(/Calling Cid/);
  });
});
