import { describe, expect, test } from "vitest";
import {
  actorExample,
  course,
  MIN,
  policyExample,
  START,
  stepExample,
} from "../../support/incident-examples.ts";

describe("an acknowledgement", () => {
  test("stops everything everywhere", () => {
    const story = course();
    story.until(13);
    const { generation } = story.incident();

    story.acknowledge(13, "ana");

    expect(story.effects()).toEqual(["card", "stop"]);
    expect(story.incident()).toMatchObject({ status: "acknowledged", standing: null });
    expect(story.incident().generation).toBe(generation + 1);
    story.until(42);
    expect(story.pages()).toEqual(["10 ana dm", "10 ana push", "12 ana sms"]);
  });

  test("remembers person, means and the time of the event, not of its arrival", () => {
    const story = course();

    story.acknowledge(3, "ana", { at: START + 2 * MIN, token: "reaction:m1:eyes:ana" });

    const actor = { handle: "ana", name: "Ana", via: "room" };
    expect(story.incident()).toMatchObject({
      acknowledgedAt: START + 2 * MIN,
      acknowledgedBy: actor,
      acknowledgements: [{ actor, at: START + 2 * MIN, token: "reaction:m1:eyes:ana" }],
    });
    expect(story.timeline().at(-1)).toMatchObject({ kind: "acknowledged", by: actor });
  });

  test("counts once when the same reaction is told twice", () => {
    const story = course();
    story.acknowledge(1, "ana", { token: "eyes" });

    const again = story.acknowledge(2, "ana", { token: "eyes" });

    expect(again).toMatchObject({ changed: false, effects: [], timeline: [] });
  });

  test("of a second person stands beside the first, who keeps the credit", () => {
    const story = course();
    story.acknowledge(1, "ana");
    const { generation } = story.incident();

    story.acknowledge(2, "bob");

    expect(story.incident().acknowledgements.map((a) => a.actor.handle)).toEqual(["ana", "bob"]);
    expect(story.incident().acknowledgedBy?.handle).toBe("ana");
    expect(story.incident().generation).toBe(generation);
  });

  test("repeated by command replaces one's own", () => {
    const story = course();

    story.acknowledge(1, "ana");
    story.acknowledge(2, "bob");
    story.acknowledge(3, "ana");

    expect(story.incident().acknowledgements.map((a) => a.actor.handle)).toEqual(["bob", "ana"]);
  });

  test("does nothing to what is resolved", () => {
    const story = course();
    story.at(1, { kind: "recovered" });

    expect(story.acknowledge(2, "ana").changed).toBe(false);
    expect(story.incident().status).toBe("resolved");
  });

  test("ends a silence and lets the room know of it", () => {
    const story = course({ silencedUntil: START + 30 * MIN });

    story.acknowledge(2, "ana");

    expect(story.incident()).toMatchObject({ status: "acknowledged", told: true });
  });
});

describe("taking back", () => {
  test("the reaction of the only one who had it re-enters the step at once", () => {
    const story = course();
    story.acknowledge(13, "ana", { token: "eyes" });

    story.unacknowledge(14, "ana", "eyes");

    expect(story.incident()).toMatchObject({
      status: "triggered",
      acknowledgements: [],
      acknowledgedAt: null,
      acknowledgedBy: null,
    });
    expect(story.step()).toBe("1.2");
    expect(story.pages().slice(2)).toEqual(["12 ana sms", "14 ana sms"]);
    expect(story.incident().standing).toBe("Ana took it back. Calling Ana (sms).");
    story.until(17);
    expect(story.pages().at(-1)).toBe("17 ana voice");
  });

  test("counts until ten minutes after the act", () => {
    const story = course();
    story.acknowledge(3, "ana", { token: "eyes", at: START + MIN });

    expect(story.unacknowledge(11, "ana", "eyes").changed).toBe(true);
    expect(story.phase()).toBe("waiting");
  });

  test("means nothing later: a reaction that disappears then was tidied up", () => {
    const story = course();
    story.acknowledge(3, "ana", { token: "eyes", at: START + MIN });

    const late = story.unacknowledge(11.01, "ana", "eyes");

    expect(late).toMatchObject({ changed: false, effects: [], timeline: [] });
    expect(story.incident().status).toBe("acknowledged");
  });

  test("by command counts however long it has been", () => {
    const story = course();
    story.acknowledge(3, "ana", { token: "eyes" });

    story.unacknowledge(30, "ana");

    expect(story.phase()).toBe("waiting");
  });

  test("a reaction takes back its own acknowledgement, not another of the same person", () => {
    const story = course();
    story.acknowledge(1, "ana", { token: "eyes" });
    story.acknowledge(2, "ana", { token: "check" });

    story.unacknowledge(3, "ana", "eyes");

    expect(story.incident().status).toBe("acknowledged");
    expect(story.incident().acknowledgements.map((a) => a.token)).toEqual(["check"]);
  });

  test("a reaction leaves what the same person said by command", () => {
    const story = course();
    story.acknowledge(1, "ana", { token: "eyes" });
    story.acknowledge(2, "ana");

    story.unacknowledge(3, "ana", "eyes");

    expect(story.incident().status).toBe("acknowledged");
  });

  test("leaves it with the others as long as one stands", () => {
    const story = course();
    story.acknowledge(1, "ana", { token: "eyes" });
    story.acknowledge(2, "bob", { token: "check" });

    story.unacknowledge(3, "ana", "eyes");

    expect(story.incident().status).toBe("acknowledged");
    expect(story.incident().acknowledgedBy?.handle).toBe("bob");
    expect(story.incident().acknowledgedAt).toBe(START + 2 * MIN);
    expect(story.effects("reach")).toEqual([]);
  });

  test("the last of several goes back to where escalation was before the first", () => {
    const story = course();
    story.acknowledge(13, "ana", { token: "eyes" });
    story.acknowledge(14, "bob", { token: "check" });

    story.unacknowledge(15, "ana", "eyes");
    story.unacknowledge(16, "bob", "check");

    expect(story.step()).toBe("1.2");
    expect(story.pages().at(-1)).toBe("16 ana sms");
  });

  test("by command of somebody who has none takes it from everybody", () => {
    const story = course();
    story.acknowledge(1, "ana");
    story.acknowledge(2, "bob");

    story.unacknowledge(3, "dave");

    expect(story.incident().acknowledgements).toEqual([]);
    expect(story.incident().status).toBe("triggered");
  });

  test("by command of somebody who has one takes only theirs", () => {
    const story = course();
    story.acknowledge(1, "ana");
    story.acknowledge(2, "bob");

    story.unacknowledge(3, "bob");

    expect(story.incident().acknowledgements.map((a) => a.actor.handle)).toEqual(["ana"]);
  });

  test("before it left the room gives the rest of the wait", () => {
    const story = course();
    story.acknowledge(4, "ana", { token: "eyes" });

    story.unacknowledge(6, "ana", "eyes");
    story.until(11.9);
    expect(story.pages()).toEqual([]);
    story.until(12);

    expect(story.pages()).toEqual(["12 ana dm", "12 ana push"]);
  });

  test("gives the room at least two minutes", () => {
    const story = course();
    story.acknowledge(9.5, "ana", { token: "eyes" });

    story.unacknowledge(10, "ana", "eyes");
    story.until(11.9);
    expect(story.pages()).toEqual([]);
    story.until(12);

    expect(story.pages()).toEqual(["12 ana dm", "12 ana push"]);
  });

  test("in an empty room calls at once: a removal is not presence", () => {
    const story = course();
    story.acknowledge(4, "ana", { token: "eyes" });
    story.facts({ occupancy: "empty" });

    story.unacknowledge(5, "ana", "eyes");

    expect(story.pages()).toEqual(["5 ana dm", "5 ana push"]);
  });

  test("means nothing when nobody had it", () => {
    const story = course();

    expect(story.unacknowledge(5, "ana", "eyes")).toMatchObject({ changed: false, effects: [] });
    expect(story.unacknowledge(6, "ana")).toMatchObject({ changed: false, effects: [] });
  });

  test("does not send a warning's message a second time", () => {
    const story = course({ severity: "warning" });
    story.until(10);
    story.acknowledge(11, "ana", { token: "eyes" });

    story.unacknowledge(12, "ana", "eyes");
    story.until(600);

    expect(story.pages()).toEqual(["10 ana dm"]);
  });

  test("makes nobody hear of what is only recorded", () => {
    const story = course({ severity: "info" });
    story.acknowledge(11, "ana", { token: "eyes" });

    story.unacknowledge(12, "ana", "eyes");
    story.until(600);

    expect(story.pages()).toEqual([]);
  });
});

describe("acknowledged and still firing", () => {
  test("is said again after half an hour, quietly", () => {
    const story = course();
    story.acknowledge(5, "ana");

    story.until(35);

    expect(story.said()).toEqual(["35 Still firing. Ana has it."]);
    expect(story.incident().status).toBe("acknowledged");
  });

  test("is not said again before", () => {
    const story = course();
    story.acknowledge(5, "ana");

    const early = story.at(34, { kind: "tick" });

    expect(early).toMatchObject({ changed: false, effects: [] });
    expect(story.nextAt()).toBe(35);
  });

  test("names all who have it", () => {
    const story = course();
    story.acknowledge(5, "ana");
    story.acknowledge(5, "bob");

    story.until(35);

    expect(story.said()).toEqual(["35 Still firing. Ana, Bob have it."]);
  });

  test("is called about anew after an hour without an act, starting with whoever had it", () => {
    const story = course();
    story.until(31);
    story.acknowledge(31, "bob");
    const before = story.pages().length;

    story.until(90.9);
    expect(story.pages()).toHaveLength(before);
    story.until(96);

    expect(story.incident()).toMatchObject({ status: "triggered", acknowledgements: [] });
    expect(story.pages().slice(before)).toEqual([
      "91 bob dm",
      "91 bob push",
      "93 bob sms",
      "96 bob voice",
    ]);
    expect(story.timeline().map((entry) => entry.kind)).toContain("reopened");
  });

  test("starts with whoever had it, whomever the first step is for", () => {
    const story = course({
      policy: policyExample({ steps: [stepExample({ page: "secondary" })] }),
    });
    story.acknowledge(5, "cleo");

    story.until(65);

    expect(story.pages()).toEqual(["65 cleo voice"]);
  });

  test("goes on with the person on call in the next round", () => {
    const story = course();
    story.acknowledge(0, "bob");

    story.until(60 + 65);

    expect(story.step()).toBe("2.1");
    expect(story.pages().slice(-2)).toEqual(["125 ana dm", "125 ana push"]);
  });

  test("starts with the last of those who had it", () => {
    const story = course();
    story.acknowledge(0, "ana");
    story.acknowledge(1, "bob");

    story.until(61);

    expect(story.pages()).toEqual(["61 bob dm", "61 bob push"]);
  });

  test("starts with the person on call when whoever had it may no longer be paged", () => {
    const story = course();
    story.acknowledge(0, "dave");

    story.until(60);

    expect(story.pages()).toEqual(["60 ana dm", "60 ana push"]);
  });

  test("counts the hour from the last act of a human", () => {
    const story = course();
    story.acknowledge(0, "ana");
    story.acknowledge(50, "bob");

    story.until(109);
    expect(story.pages()).toEqual([]);
    story.until(110);

    expect(story.pages()).toEqual(["110 bob dm", "110 bob push"]);
  });

  test("is left alone once it recovered", () => {
    const story = course();
    story.acknowledge(0, "ana");

    story.at(20, { kind: "recovered" });
    story.until(500);

    expect(story.said()).toEqual([]);
    expect(story.pages()).toEqual([]);
    expect(story.nextAt()).toBeNull();
  });

  test("is called about at the first wake-up after a downtime, without the reminders it missed", () => {
    const story = course();
    story.acknowledge(0, "ana");

    story.sleepUntil(300);

    expect(story.pages()).toEqual(["300 ana dm", "300 ana push"]);
    expect(story.said()).toEqual([]);
  });
});

describe("ack for two hours", () => {
  test("reminds and reopens only then", () => {
    const story = course();
    story.acknowledge(0, "ana", { forMs: 120 * MIN });

    story.until(119);
    expect(story.said()).toEqual([]);
    expect(story.pages()).toEqual([]);
    story.until(120);

    expect(story.pages()).toEqual(["120 ana dm", "120 ana push"]);
  });

  test("is not cut short, nor talked into, by somebody else's plain reaction", () => {
    const story = course();
    story.acknowledge(0, "ana", { forMs: 120 * MIN });
    story.acknowledge(10, "bob");

    story.until(119);

    expect(story.said()).toEqual([]);
    expect(story.pages()).toEqual([]);
    expect(story.incident().status).toBe("acknowledged");
  });

  test("never shortens what the policy gives", () => {
    const story = course();
    story.acknowledge(0, "ana", { forMs: 10 * MIN });

    story.until(59);

    expect(story.pages()).toEqual([]);
  });

  test("is in the timeline", () => {
    const story = course();
    story.acknowledge(0, "ana", { forMs: 120 * MIN });

    expect(story.timeline().at(-1)).toMatchObject({
      kind: "acknowledged",
      text: "for 120 min",
      by: actorExample("ana"),
    });
  });
});
