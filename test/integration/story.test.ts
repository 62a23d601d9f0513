import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

describe("the story of an alert", () => {
  let watch: Harness;

  beforeEach(async () => {
    watch = await startWatchroom();
  });
  afterEach(() => watch.close());

  it("gives the room ten minutes, then goes after the person on call until a key is pressed", async () => {
    const ana = await watch.joins("Ana");

    await watch.fire("builds-queue-backlog", { value: 8200 });
    await watch.room.expectCard(/Builds are queueing up: 8,200.*Calls Ana at 12:10/s);
    await watch.advance({ minutes: 9 });
    await watch.phone("ana").expectNothing();

    await watch.advance({ minutes: 1 });
    await watch.phone("ana").expectPush(/Builds are queueing up/);
    await watch.room.expectCard(/Nobody reacted\. Calling Ana/);
    await watch.advance({ minutes: 2 });
    await watch.phone("ana").expectSms(/Incident 1/);
    await watch.advance({ minutes: 3 });
    const { page } = await watch.phone("ana").expectCall(/Builds are queueing up/);

    const pressed = await ana.post(`/room/phone/${page.id}/keys`, { digits: "1" });
    expect(pressed.status).toBe(200);
    await watch.idle();
    await watch.room.expectCard(/acknowledged.*Ana has it/s);
    expect(await watch.incident(1)).toMatchObject({
      status: "acknowledged",
      acknowledgedBy: { handle: "ana", name: "Ana", via: "voice" },
    });

    await watch.advance({ minutes: 20 });
    await watch.recovers("builds-queue-backlog");
    await watch.room.expectCard(/resolved.*Recovered by itself/s);
    await watch.advance({ minutes: 120 });
  });

  it("does not wait for a room that somebody leaves", async () => {
    const ana = await watch.joins("Ana");
    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/Calls Ana at/);

    await ana.leaves();

    await watch.phone("ana").expectPush(/Builds are queueing up/);
    await watch.room.expectCard(/Nobody is here\. Calling Ana/);
    await watch.api.post("/api/v1/incidents/1/acknowledge", { by: "Ana" });
    await watch.idle();
    await watch.room.expectCard(/Ana has it/);
  });

  it("notices when the last person stops looking", async () => {
    const ana = await watch.joins("Ana");
    await watch.advance({ minutes: 5 });
    ana.fallsIdle();
    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/Calls Ana at 12:15/);

    await watch.advance({ minutes: 9 });
    await watch.phone("ana").expectNothing();
    await watch.advance({ minutes: 1 });

    await watch.phone("ana").expectPush(/Builds/);
    await watch.room.expectCard(/Calling Ana/);
  });

  it("takes a reaction as an acknowledgement, and its removal as taking it back", async () => {
    const ana = await watch.joins("Ana");
    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/triggered/);
    await watch.advance({ minutes: 4 });

    await ana.reacts("eyes", 1);
    await watch.room.expectCard(/Ana has it/);
    await watch.advance({ minutes: 8 });
    await ana.takesBack("eyes", 1);
    await watch.room.expectCard(/Calls Ana at 12:18/);
    await watch.advance({ minutes: 6 });

    await watch.phone("ana").expectPush(/Builds/);
    await ana.reacts("checkered_flag", 1);
    await watch.room.expectCard(/Resolved by Ana/);
  });

  it("stops a ringing phone when somebody else acknowledges", async () => {
    await watch.joins("Ana");
    const bob = await watch.joins("Bob");
    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/triggered/);
    await watch.advance({ minutes: 15 });
    await watch.phone("ana").expectPush(/Builds/);
    await watch.phone("ana").expectSms(/Builds/);
    const { page } = await watch.phone("ana").expectCall(/Builds/);

    await bob.says("ack");

    await watch.room.expectMessage(/Bob/);
    await watch.room.expectCard(/Bob has it/);
    expect((await watch.phone("ana").pages()).find((p) => p.id === page.id)?.state).toBe("ended");
    expect((await bob.post(`/room/phone/${page.id}/keys`, { digits: "1" })).status).toBe(404);
  });
});
