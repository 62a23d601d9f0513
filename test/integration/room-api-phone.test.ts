import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PhonePage } from "../../src/ports/local-room-records.ts";
import { startWatchroom, type Harness, type Member } from "../support/watchroom.ts";

describe("the phone on the page", () => {
  let watch: Harness;
  let ana: Member;
  let bob: Member;

  beforeEach(async () => {
    watch = await startWatchroom();
    [ana, bob] = [await watch.joins("Ana"), await watch.joins("Bob")];
  });
  afterEach(() => watch.close());

  /** Ten minutes in the room, then a push, an sms, and a call. */
  const callsAna = async (): Promise<PhonePage> => {
    await watch.fire("builds-queue-backlog");
    await watch.advance({ minutes: 15 });
    await watch.phone("ana").expectPush(/Builds/);
    await watch.phone("ana").expectSms(/Builds/);
    const { page } = await watch.phone("ana").expectCall(/Builds/);
    await watch.room.expectCard(/Calling Ana/);
    return page;
  };

  it("shows one's own pages and nobody else's, newest first", async () => {
    await callsAna();

    const { pages } = await ana.get<{ pages: readonly PhonePage[] }>("/room/phone");
    expect(pages).toMatchObject(
      [
        { notifier: "voice", state: "ringing", incidents: [1] },
        { notifier: "sms", state: "shown", incidents: [1] },
        { notifier: "push", state: "shown", incidents: [1], text: /Incident 1\. Builds/ },
      ].map(({ text: _text, ...rest }) => rest),
    );
    expect(pages.map(({ text }) => text)).toEqual(
      pages.map(() => expect.stringMatching(/Incident 1\. Builds are queueing up\./) as string),
    );
    expect(await bob.get("/room/phone")).toEqual({ pages: [] });
  });

  it("says it again on 3, and keeps ringing", async () => {
    const call = await callsAna();

    expect(await ana.presses("3", call)).toEqual({ status: 200, text: call.text });
    expect(await watch.phone("ana").pages()).toMatchObject([{ state: "ringing" }, {}, {}]);
    expect(await watch.incident(1)).toMatchObject({ status: "triggered" });
  });

  it("escalates on 2: the next in line is called now, and the call ends", async () => {
    const call = await callsAna();

    expect(await ana.presses("2", call)).toEqual({ status: 200, text: "Escalated." });

    await watch.phone("bob").expectPush(/Builds/);
    await watch.phone("bob").expectSms(/Builds/);
    await watch.phone("bob").expectCall(/Builds/);
    await watch.room.expectCard(/Ana asks for somebody\. Calling Bob/);
    expect((await watch.phone("ana").pages())[0]).toMatchObject({ state: "ended" });
  });

  it("explains itself on any other key", async () => {
    const call = await callsAna();

    expect(await ana.presses("9", call)).toMatchObject({
      status: 200,
      text: expect.stringMatching(/Press 1/) as string,
    });
    expect(await ana.presses("1 please", call)).toMatchObject({
      status: 400,
      text: "That is not a key.",
    });
  });

  it("takes the last of several keys", async () => {
    const call = await callsAna();

    expect(await ana.presses("991", call)).toEqual({ status: 200, text: "Acknowledged." });
    await watch.room.expectCard(/Ana has it/);
  });

  it("refuses a key on a page that ended, and sends to the room", async () => {
    const call = await callsAna();
    await ana.presses("1", call);
    await watch.room.expectCard(/Ana has it/);

    for (const page of await watch.phone("ana").pages()) {
      expect(page.state).toBe("ended");
      expect(await ana.presses("1", page)).toMatchObject({
        status: 409,
        text: expect.stringMatching(/This page has ended\. Look at the room/) as string,
      });
    }
    expect(await watch.incident(1)).toMatchObject({ status: "acknowledged" });
  });

  it("refuses a key on a call that went unanswered, and rings no longer", async () => {
    const call = await callsAna();
    await watch.advance({ seconds: 45 });

    const { pages } = await ana.get<{ pages: readonly PhonePage[] }>("/room/phone");
    expect(pages[0]).toMatchObject({ id: call.id, state: "ended", note: "Nobody answered." });
    expect((await ana.presses("1", call)).status).toBe(409);
    expect(await watch.incident(1)).toMatchObject({ status: "triggered" });
  });

  it("does not know somebody else's page, nor one that never was", async () => {
    const call = await callsAna();

    for (const page of [call, { id: "nothing" }])
      expect(await bob.presses("1", page)).toMatchObject({
        status: 404,
        text: "There is no such page on your phone.",
      });
    expect(await watch.incident(1)).toMatchObject({ status: "triggered" });
  });

  it("is hung up, and pages that show are withdrawn, when it recovers", async () => {
    await callsAna();
    await watch.recovers("builds-queue-backlog");

    await watch.room.expectCard(/Recovered by itself/);
    expect((await watch.phone("ana").pages()).map(({ state }) => state)).toEqual([
      "ended",
      "ended",
      "ended",
    ]);
  });
});
