import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startWatchroom, type Harness } from "../support/watchroom.ts";

describe("a warning", () => {
  let watch: Harness;

  beforeEach(async () => {
    watch = await startWatchroom();
  });
  afterEach(() => watch.close());

  it("that nobody acknowledges is one push to whoever is on call, and nothing more", async () => {
    await watch.joins("Ana");
    await watch.fire("builds-slow");
    await watch.room.expectCard(/Builds are slow \(warning, triggered\)/);
    await watch.advance({ minutes: 9 });
    await watch.phone("ana").expectNothing();

    await watch.advance({ minutes: 1 });
    await watch.phone("ana").expectPush(/Builds are slow/);

    await watch.advance({ minutes: 24 * 60 });
    await watch.phone("ana").expectNothing();
    expect(await watch.incident(1)).toMatchObject({
      status: "triggered",
      escalation: { round: null, nextAt: null },
    });
  });

  it("stays in the room although nobody is there", async () => {
    const ana = await watch.joins("Ana");
    await ana.leaves();
    await watch.fire("builds-slow");

    await watch.room.expectCard(/Builds are slow/);
    await watch.advance({ minutes: 9 });
    await watch.phone("ana").expectNothing();
    await watch.advance({ minutes: 1 });
    await watch.phone("ana").expectPush(/Builds are slow/);
  });

  it("lets the person on call sleep until eight in their own zone", async () => {
    await watch.joins("Ana", { zone: "Pacific/Auckland" });
    await watch.fire("builds-slow");
    await watch.room.expectCard(/Ana gets a message at 20:00 unless somebody reacts\./);
    await watch.advance({ minutes: 8 * 60 - 1 });
    await watch.phone("ana").expectNothing();
    await watch.room.expectCard(/Ana gets a message at 20:00\./);
    expect(await watch.incident(1)).toMatchObject({
      escalation: { nextAt: "2026-06-01T20:00:00.000Z" },
    });

    await watch.advance({ minutes: 1 });

    await watch.room.expectCard(/Ana was sent a message\./);
    const { page } = await watch.phone("ana").expectPush(/Builds are slow/);
    expect(new Date(page.at).toISOString()).toBe("2026-06-01T20:00:00.000Z");
  });

  it("wakes nobody when somebody acknowledged it meanwhile", async () => {
    const ana = await watch.joins("Ana");
    await watch.fire("builds-slow");
    await ana.reacts("eyes", 1);
    await watch.advance({ minutes: 24 * 60 });

    await watch.room.expectCard(/Ana has it/);
    await watch.phone("ana").expectNothing();
  });
});

describe("the severity of an open incident", () => {
  let watch: Harness;

  beforeEach(async () => {
    watch = await startWatchroom();
    await watch.joins("Ana");
  });
  afterEach(() => watch.close());

  it("rises to critical, and then the policy starts as if it opened now", async () => {
    await watch.fire("disk", { severity: "warning" });
    await watch.room.expectCard(/disk \(warning/);
    await watch.advance({ minutes: 5 });
    await watch.fire("disk", { severity: "critical" });

    await watch.room.expectCard(/disk \(critical, triggered\).*Calls Ana at 12:15/s);
    await watch.advance({ minutes: 10 });
    await watch.phone("ana").expectPush(/disk/);
  });

  it("needs a human again when it rises above what was acknowledged", async () => {
    await watch.fire("disk", { severity: "warning" });
    await watch.api.post("/api/v1/incidents/1/acknowledge", { by: "ana" });
    await watch.fire("disk", { severity: "critical" });

    await watch.room.expectCard(/disk \(critical, triggered\).*Calls Ana at 12:10/s);
    expect(await watch.incident(1)).toMatchObject({ acknowledgedBy: null });
  });

  it("does not fall", async () => {
    await watch.fire("disk", { severity: "critical" });
    await watch.fire("disk", { severity: "info" });
    await watch.fire("disk", { severity: "warning" });

    await watch.room.expectCard(/disk \(critical/);
    expect(await watch.incident(1)).toMatchObject({ severity: "critical", count: 3 });
  });

  it("as info is recorded only, and told as soon as it is a warning", async () => {
    await watch.fire("disk", { severity: "info" });
    await watch.advance({ minutes: 60 });
    await watch.room.expectNothing();
    expect(await watch.incident(1)).toMatchObject({ status: "triggered", severity: "info" });

    await watch.fire("disk", { severity: "warning" });

    await watch.room.expectCard(/disk \(warning/);
    await watch.advance({ minutes: 10 });
    await watch.phone("ana").expectPush(/disk/);
  });
});
