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
    chart: null,
    ...some,
  });
}

const bob = (via: string) => ({ handle: "bob", name: "Bob", via });

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
        { at: NOW - 2, kind: "opened", by: null, text: "" },
        { at: NOW - 1, kind: "step", by: null, text: "Nobody is here. Calling Ana." },
      ],
      deliveries: [{ page: "p1", to: "ana", notifier: "voice", outcome: "sent", at: NOW }],
    });

    expect(html.indexOf("Opened.")).toBeLessThan(html.indexOf("Calling Ana."));
    expect(html).toContain("ana, voice: sent");
  });

  it.each([
    ["ana", "sms", "twilio", "ana, sms, twilio: delivered"],
    ["ana", "voice", "twilio", "ana, voice, twilio: delivered"],
    ["ana", "sms", "sms", "ana, sms: delivered"],
    ["pagerduty", "pagerduty", "pagerduty", "pagerduty: delivered"],
    ["ana", undefined, "twilio", "ana, twilio: delivered"],
  ] as const)("tells how %s was called by %s over %s", (to, method, notifier, line) => {
    const how = method === undefined ? {} : { method };
    const deliveries = [{ page: "p1", to, notifier, ...how, outcome: "delivered", at: NOW }];

    expect(shown({ deliveries })).toContain(`<span>${line}</span></li>`);
  });

  it.each([
    ["opened", null, "", "Opened."],
    ["opened", null, "8,200 builds wait", "Opened: 8,200 builds wait."],
    ["acknowledged", bob("local"), "", "Bob acknowledged in the room."],
    ["acknowledged", bob("voice"), "for 120 min", "Bob acknowledged for 120 min on the phone."],
    ["unacknowledged", bob("slack"), "", "Bob took it back in Slack."],
    ["acknowledged", bob("sms"), "", "Bob acknowledged by SMS."],
    ["acknowledged", bob("pagerduty"), "", "Bob acknowledged in PagerDuty."],
    ["resolved", bob("api"), "", "Bob resolved it through the API."],
    ["recovered", null, "", "Recovered."],
    ["silenced", null, "", "Silenced."],
    ["silenced", bob("local"), "", "Bob silenced it in the room."],
    ["silence-ended", null, "", "The silence ended."],
    ["silence-ended", null, "still firing", "The silence ended: still firing."],
    ["reminded", null, "", "It still fires; the room was reminded."],
    ["reopened", null, "nobody touched it", "Reopened: nobody touched it."],
    ["still-firing", null, "opens anew", "Still firing: opens anew."],
    ["severity", null, "warning to critical", "Severity changed from warning to critical."],
    ["escalate", bob("local"), "", "Bob asked for somebody in the room."],
    ["escalate", bob("push"), "ana", "Bob asked for @ana by push."],
    [
      "escalated",
      null,
      "round 1, step 1: Calling Ana.",
      "Escalated: round 1, step 1: Calling Ana.",
    ],
    ["paged", null, "Ana again", "Paged Ana again."],
    ["messaged", null, "Ana", "Sent a message to Ana."],
    ["unreachable", null, "1.0/ana/voice", "@ana was not reached by voice."],
    ["unreachable", null, "nobody at all", "Not reached: nobody at all."],
    ["clock", null, "set back by 5 s", "clock: set back by 5 s."],
    ["rehearsed", bob("local"), "", "rehearsed, by Bob in the room."],
  ])("tells %s by %o with %j as a sentence", (kind, by, text, sentence) => {
    expect(shown({ timeline: [{ at: NOW, kind, by, text }] })).toContain(
      `<span>${sentence}</span></li>`,
    );
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
      timeline: ["opened", "acknowledged", "escalate", "unreachable", bad].map((kind) => ({
        at: NOW,
        kind,
        by: { handle: bad, name: bad, via: bad },
        text: bad,
      })),
      deliveries: [{ page: bad, to: bad, notifier: bad, outcome: bad, at: NOW }],
    });

    expect(html).not.toContain("<script");
    expect(html).not.toContain('""');
  });
});
