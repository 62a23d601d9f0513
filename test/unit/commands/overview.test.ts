import { describe, expect, it } from "vitest";
import { createInward } from "../../../src/commands/inward.ts";
import { overview } from "../../../src/commands/overview.ts";
import {
  incident,
  person,
  SUNDAY_AT_15_UTC as NOW,
  wayOut,
  world,
} from "../../support/in-memory-watch.ts";

const ana = person("ana");
const bob = person("bob");

describe("what one person sees at a glance", () => {
  it("is who is on call, what is open, their own shift and how they are reached", async () => {
    const it = world(ana, bob);
    it.incidents = [incident(16, { status: "resolved" }), incident(17)];
    it.overrides = [
      { v: 1, id: "o", handle: "bob", from: NOW + 10, until: NOW + 20, madeBy: "bob", note: null },
    ];
    it.notifiers.set("push", wayOut("push", ["bob"]));
    it.notifiers.set("sms", wayOut("sms", ["ana"]));

    expect(await overview(it.watch, bob)).toMatchObject({
      onCall: { handle: "ana", name: "Ana", until: NOW + 10 },
      secondary: { handle: "bob" },
      shift: { from: NOW + 10, until: NOW + 20 },
      open: [{ number: 17, title: "Trouble 17", status: "triggered", acknowledgedBy: null }],
      openCount: 1,
      responder: true,
      ways: ["push"],
      phone: null,
    });
  });

  it("shows ten at most, and says how many there are", async () => {
    const it = world(ana);
    it.incidents = Array.from({ length: 12 }, (_, n) => incident(n + 1));
    const seen = await overview(it.watch, ana);

    expect(seen.open.map(({ number }) => number)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    expect(seen.openCount).toBe(12);
  });

  it("knows the alert of an incident by its number", async () => {
    const it = world(ana);
    it.incidents = [incident(17)];
    const inward = createInward(it.watch);

    expect(await inward.alertOf(17)).toBe("alert-17");
    expect(await inward.alertOf(18)).toBeNull();
  });
});
