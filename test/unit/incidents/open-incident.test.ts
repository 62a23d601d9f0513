import { describe, expect, test } from "vitest";
import { fingerprint } from "../../../src/alerts/signal.ts";
import { openIncident } from "../../../src/incidents/open-incident.ts";
import { alertExample } from "../../support/alert-examples.ts";
import {
  course,
  factsExample,
  MIN,
  openingExample,
  policyExample,
  signalExample,
  START,
} from "../../support/incident-examples.ts";

describe("opening an incident", () => {
  test("posts it and says when the room will be left", () => {
    const opened = openIncident(openingExample(), factsExample(), START);

    expect(opened).toMatchObject({
      changed: true,
      effects: [{ kind: "card" }],
      nextAt: START + MIN,
      incident: {
        status: "triggered",
        told: true,
        revision: 1,
        generation: 0,
        phase: { kind: "waiting", since: START, until: START + 10 * MIN },
      },
    });
  });

  test("begins its timeline with what was signalled", () => {
    expect(course().timeline()).toEqual([
      { at: START, kind: "opened", by: null, text: "8,200 of 5,000" },
    ]);
  });

  test("says of a test that it is one, and of nothing else", () => {
    const titled = (summary: string | null, labels: Record<string, string>): string =>
      openIncident(
        { ...openingExample(), signal: { ...signalExample(), summary, labels } },
        factsExample(),
        START,
      ).incident.title;
    const plain = openingExample().playbook?.heading ?? openingExample().signal.alert;

    expect(titled("Test of builds, sent by ana.", { test: "true" })).toBe(`Test: ${plain}`);
    expect(titled("Test of builds, sent by ana.", {})).toBe(plain);
    expect(titled("8,200 of 5,000", { test: "true" })).toBe(plain);
    expect(titled(null, { test: "true" })).toBe(plain);
  });

  test("takes over what was signalled", () => {
    expect(course().incident()).toMatchObject({
      id: "1-0.0",
      alert: "builds-queue-backlog",
      title: "builds-queue-backlog",
      summary: "8,200 of 5,000",
      labels: { queue: "builds" },
      value: 8_200,
      count: 1,
      openedAt: START,
      lastSeenAt: START,
      fingerprint: fingerprint("builds-queue-backlog", { queue: "builds" }),
    });
  });

  test("takes name, title and threshold from the book", () => {
    const alert = alertExample({ name: "host-disk-full", threshold: { below: 10 } });
    const playbook = { file: "hosts.md", anchor: "a-disk-is-full", heading: "A disk is full" };

    const { incident } = openIncident(
      openingExample({ alert, playbook, signal: signalExample({ labels: {} }) }),
      factsExample(),
      START,
    );

    expect(incident).toMatchObject({
      alert: "host-disk-full",
      title: "A disk is full",
      threshold: 10,
      playbook,
      fingerprint: fingerprint("host-disk-full", {}),
    });
  });

  test("has no threshold where others measure", () => {
    const alert = alertExample({ threshold: null });

    expect(course({ alert }).incident().threshold).toBeNull();
    expect(course({ alert: alertExample() }).incident().threshold).toBe(90);
  });

  test("copies the policy, so that a later edit of the book does not move it", () => {
    const policy = policyExample({ name: "nights", waitMs: 3 * MIN });

    expect(course({ policy }).incident().policy).toEqual(policy);
  });

  test("keeps what the post has to say about the signal", () => {
    const remarks = ["The book has no section for this alert."];

    expect(course({ remarks }).incident().remarks).toEqual(remarks);
  });
});
