import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startWatchroom, type Harness, type Member } from "../support/watchroom.ts";

let watch: Harness;
let ana: Member;
let bob: Member;

beforeEach(async () => {
  watch = await startWatchroom();
  ana = await watch.joins("Ana");
  bob = await watch.joins("Bob");
  await watch.fire("builds-queue-backlog");
  await watch.room.expectCard(/triggered/);
});
afterEach(() => watch.close());

describe("an incident that somebody has", () => {
  it("is brought to mind after half an hour, and after an hour calls whoever had it", async () => {
    await bob.reacts("eyes", 1);
    await watch.advance({ minutes: 29 });
    await watch.room.expectCard(
      /Bob has it\. Calls Bob again at 13:00 unless it recovers or somebody acts\./,
    );
    await watch.advance({ minutes: 1 });
    await watch.room.expectMessage(/#1: Still firing\. Bob has it\./);
    await watch.advance({ minutes: 29 });
    await watch.phone("bob").expectNothing();

    await watch.advance({ minutes: 1 });

    await watch.phone("bob").expectPush(/Builds/);
    await watch.phone("ana").expectNothing();
    await watch.room.expectCard(/triggered.*Bob had it, and it still fires\. Calling Bob/s);
    expect(await watch.incident(1)).toMatchObject({ status: "triggered", acknowledgedBy: null });
  });

  it("stays with them for as long as they said", async () => {
    await bob.says("ack #1 for 3h");
    await watch.room.expectMessage(/#1 is yours for 3 h/);
    await watch.advance({ minutes: 179 });
    await watch.phone("bob").expectNothing();
    await watch.room.expectCard(/Bob has it/);

    await watch.advance({ minutes: 1 });
    await watch.phone("bob").expectPush(/Builds/);
  });

  it("waits anew after any human act on it", async () => {
    await bob.reacts("eyes", 1);
    await watch.advance({ minutes: 30 });
    await watch.room.expectMessage(/Still firing\. Bob has it/);
    await ana.reacts("white_check_mark", 1);
    await watch.advance({ minutes: 30 });

    await watch.room.expectMessage(/Still firing\. Bob, Ana have it/);
    await watch.advance({ minutes: 29 });
    await watch.phone("ana").expectNothing();
    await watch.phone("bob").expectNothing();
    await watch.room.expectCard(/Bob, Ana have it/);
  });

  it("is as it was before when everybody takes it back", async () => {
    await bob.reacts("eyes", 1);
    await ana.reacts("eyes", 1);
    await bob.takesBack("eyes", 1);
    await watch.room.expectCard(/Ana has it/);

    await ana.takesBack("eyes", 1);
    await watch.room.expectCard(/Calls Ana at 12:10/);
  });
});

describe("an incident that was resolved by hand while its alert fires", () => {
  beforeEach(async () => {
    await bob.says("resolve #1");
    await watch.room.expectMessage(/#1 is resolved\. If its alert still fires at 12:30/);
    await watch.room.expectCard(/Resolved by Bob.*It still fires.*12:30/s);
  });

  it("stays closed however often the alert is sent again", async () => {
    for (let minute = 0; minute < 29; minute += 1) {
      await watch.fire("builds-queue-backlog");
      await watch.advance({ minutes: 1 });
    }

    expect(await watch.incident(1)).toMatchObject({ status: "resolved", count: 30 });
    expect(await watch.api.get("/api/v1/incidents?status=triggered")).toEqual({ incidents: [] });
  });

  it("opens anew after half an hour, under a new number and with the whole policy", async () => {
    await watch.fire("builds-queue-backlog", { value: 9000 });
    await watch.advance({ minutes: 30 });

    await watch.room.expectCard(
      /^#2 Builds are queueing up: 9,000 .*Calls Ana at 12:40.*#1 was resolved by Bob at 12:00, and it still fires\.$/s,
    );
    expect(await watch.incident(1)).toMatchObject({ status: "resolved" });
    await watch.advance({ minutes: 10 });
    await watch.phone("ana").expectPush(/Incident 2/);
  });

  it("stays closed when the alert recovers, and opens anew when it fires after that", async () => {
    await watch.advance({ minutes: 5 });
    await watch.recovers("builds-queue-backlog");
    await watch.advance({ minutes: 60 });
    expect(await watch.api.get("/api/v1/incidents?status=triggered")).toEqual({ incidents: [] });

    await watch.fire("builds-queue-backlog");
    await watch.room.expectCard(/^#2 .*Calls Ana at 13:15/s);
    await watch.room.expectNoCard(/was resolved by/);
  });
});
