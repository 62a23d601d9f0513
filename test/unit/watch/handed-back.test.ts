import { beforeEach, describe, expect, it } from "vitest";
import { DAY, MINUTE } from "../../../src/lib/durations.ts";
import type { Actor } from "../../../src/oncall/person.ts";
import type { HandedBack } from "../../../src/ports/callbacks.ts";
import { acknowledge } from "../../../src/watch/acknowledge.ts";
import { unacknowledge } from "../../../src/watch/unacknowledge.ts";
import { dialogue, type Dialogue } from "../../support/dialogue.ts";
import { incident, person, SUNDAY_AT_15_UTC as NOW } from "../../support/in-memory-watch.ts";

let all: Dialogue;
beforeEach(() => {
  all = dialogue();
  all.it.incidents = [incident(17, { openedAt: NOW - 10 * MINUTE })];
});

let events = 0;
function comes(act: HandedBack["act"], some: Partial<HandedBack> = {}): Promise<void> {
  const id = `E${(events += 1)}`;
  const event: HandedBack = {
    via: "pagerduty",
    id,
    incident: 17,
    act,
    by: "Ana",
    at: NOW - MINUTE,
  };
  return all.callbacks.handedBack({ ...event, ...some });
}
const acts = (): readonly string[] =>
  all.acts.map(({ kind, by }) => `${kind} ${by?.handle}/${by?.name}/${by?.via}`);
const status = (): string | undefined => all.it.incidents[0]?.status;
const here = (handle: string, name: string): Actor => ({ handle, name, via: "room" });
const takesHere = (by: Actor): Promise<unknown> =>
  acknowledge(all.watch, { incident: "i17", by, at: all.it.now, token: null, forMs: null });

describe("what was done in a service that was handed over to", () => {
  it.each([
    [" ana ", "ana/Ana/pagerduty"],
    ["Zoe Doe", "pagerduty/Zoe Doe/pagerduty"],
    ["A\u0000\n*B* \u202E" + "x".repeat(100), `pagerduty/A *B* ${"x".repeat(33)}…/pagerduty`],
    ["", "pagerduty/pagerduty/pagerduty"],
  ])("by %j is done here by the member of that name, else under it", async (by, actor) => {
    await comes("acknowledge", { by });

    expect(acts()).toEqual([`acknowledged ${actor}`]);
    expect(all.it.incidents[0]?.acknowledgements[0]?.at).toBe(NOW - MINUTE);
  });

  it("by a name that two members have is nobody's in particular", async () => {
    all.it.people.push(person("ana2", { name: "Ana" }));
    await comes("acknowledge");

    expect(acts()).toEqual(["acknowledged pagerduty/Ana/pagerduty"]);
  });

  it("is acknowledged, taken back and resolved", async () => {
    await comes("acknowledge");
    expect(status()).toBe("acknowledged");
    await comes("unacknowledge", { at: NOW - MINUTE + 1 });
    expect(status()).toBe("triggered");
    await comes("resolve", { at: NOW - MINUTE + 2 });
    expect(status()).toBe("resolved");
    await comes("unacknowledge", { at: NOW });
    await comes("acknowledge", { at: NOW });
    expect(status()).toBe("resolved");
  });

  it("changes nothing when it is older than what is remembered of such events", async () => {
    all.it.incidents = [incident(17, { openedAt: NOW - 3 * DAY })];

    await comes("acknowledge", { at: NOW - 2 * DAY });
    expect(status()).toBe("triggered");
    await comes("acknowledge", { at: NOW - 2 * DAY + MINUTE });
    expect(status()).toBe("acknowledged");
  });

  it("counts once, however often it is told", async () => {
    await comes("acknowledge", { id: "E" });
    await unacknowledge(all.watch, { incident: "i17", by: here("ana", "Ana"), token: null });
    await comes("acknowledge", { id: "E" });

    expect(status()).toBe("triggered");
  });

  it("counts not when something newer came from there before", async () => {
    await comes("unacknowledge", { at: NOW - MINUTE });
    await comes("acknowledge", { at: NOW - 2 * MINUTE });
    expect(status()).toBe("triggered");

    await comes("acknowledge", { at: NOW - 2 * MINUTE, via: "opsgenie" });
    expect(status()).toBe("acknowledged");
  });

  it("counts not when its person has acted here since", async () => {
    await takesHere(here("ana", "Ana"));
    await unacknowledge(all.watch, { incident: "i17", by: here("ana", "Ana"), token: null });

    await comes("acknowledge", { at: NOW - MINUTE });
    expect(status()).toBe("triggered");
    await comes("acknowledge", { at: NOW });
    expect(status()).toBe("acknowledged");
  });

  it("before the incident opened, or of none that is known, changes nothing", async () => {
    await comes("acknowledge", { at: NOW - 11 * MINUTE });
    await comes("acknowledge", { incident: 18 });

    expect(acts()).toEqual([]);
  });

  it("by a clock that is ahead of ours is taken for now", async () => {
    await comes("acknowledge", { at: NOW + MINUTE });

    expect(all.it.incidents[0]?.acknowledgements[0]?.at).toBe(NOW);
  });

  it("as an echo of what was done here adds nobody", async () => {
    await takesHere(here("bob", "Bob"));
    await comes("acknowledge", { by: "watchroom", at: NOW });

    expect(acts()).toEqual(["acknowledged bob/Bob/room"]);
  });

  it("takes back what was taken there, by whomever, and nothing that was taken here", async () => {
    await takesHere(here("bob", "Bob"));
    await comes("unacknowledge", { by: "PagerDuty", at: NOW });
    expect(status()).toBe("acknowledged");

    all.it.incidents = [incident(17)];
    await comes("acknowledge", { at: NOW });
    await comes("unacknowledge", { by: "PagerDuty", at: NOW });
    expect(status()).toBe("triggered");
    expect(acts()).toContain("unacknowledged ana/PagerDuty/pagerduty");
  });
});
