import { describe, expect, it } from "vitest";
import { incidentPage, type IncidentPage } from "../../../../src/http/pages/incident-page.ts";
import { incident, SUNDAY_AT_15_UTC as NOW } from "../../../support/in-memory-watch.ts";

function shown(some: Partial<IncidentPage> = {}): string {
  return incidentPage({
    incident: incident(17),
    timeline: [],
    deliveries: [],
    zone: "Europe/Berlin",
    now: NOW,
    ...some,
  });
}

describe("an incident's page", () => {
  it("says what it is, how bad, and when it opened on the team's clocks", () => {
    const html = shown({
      incident: incident(17, {
        title: "Builds are queueing up",
        value: 8200,
        threshold: 5000,
        openedAt: NOW - 360_000,
      }),
    });

    expect(html).toContain("<h1>#17 Builds are queueing up</h1>");
    expect(html).toContain("<dt>Measured</dt><dd>8,200 of 5,000</dd>");
    expect(html).toContain(
      '<dt>Opened</dt><dd><time datetime="2026-11-22T14:54:00.000Z" title="2026-11-22T14:54:00.000Z">15:54</time></dd>',
    );
    expect(html).not.toContain("<dt>Resolved</dt>");
  });

  it("names who acknowledged, and says nothing of a person when it recovered by itself", () => {
    const ana = { handle: "ana", name: "Ana", via: "room" };
    const html = shown({
      incident: incident(17, {
        acknowledgedAt: NOW - 120_000,
        acknowledgedBy: ana,
        resolvedAt: NOW,
      }),
    });

    expect(html).toMatch(/<dt>Acknowledged<\/dt><dd><time [^>]*>15:58<\/time>, by Ana<\/dd>/);
    expect(html).toMatch(/<dt>Resolved<\/dt><dd><time [^>]*>16:00<\/time><\/dd>/);
  });

  it("tells what happened and who was called, in order", () => {
    const html = shown({
      timeline: [
        { at: NOW - 2, kind: "opened", by: null, text: "Opened." },
        { at: NOW - 1, kind: "step", by: null, text: "Nobody is here. Calling Ana." },
      ],
      deliveries: [{ page: "p1", to: "ana", notifier: "voice", outcome: "sent", at: NOW }],
    });

    expect(html.indexOf("Opened.")).toBeLessThan(html.indexOf("Calling Ana."));
    expect(html).toContain("ana, voice: sent");
  });

  it("links to the playbook section", () => {
    const html = shown({
      incident: incident(17, {
        playbook: { file: "team/a b.md", anchor: "größe", heading: "Size" },
      }),
    });

    expect(html).toContain('<a href="/playbooks/team/a%20b.md#gr%C3%B6%C3%9Fe">Size</a>');
  });

  it("shows everything that comes from outside as text", () => {
    const bad = `"><script>alert(1)</script>`;
    const html = shown({
      incident: incident(17, {
        title: bad,
        summary: bad,
        alert: bad,
        labels: { [bad]: bad },
        remarks: [bad],
        resolvedAt: NOW,
        resolvedBy: { handle: "x", name: bad, via: "room" },
        playbook: { file: bad, anchor: bad, heading: bad },
      }),
      timeline: [{ at: NOW, kind: "opened", by: null, text: bad }],
      deliveries: [{ page: bad, to: bad, notifier: bad, outcome: bad, at: NOW }],
    });

    expect(html).not.toContain("<script");
    expect(html).not.toContain('""');
  });
});
