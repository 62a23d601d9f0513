import { openIncident } from "../../src/incidents/open-incident.ts";
import type { Incident } from "../../src/incidents/incident.ts";
import type { PageMessage } from "../../src/ports/notifier.ts";
import type { Card, Summary } from "../../src/ports/room.ts";
import { actorExample, factsExample, openingExample, START } from "./incident-examples.ts";

export const SECTION_BODY = `_Fires when messages\\_ready is above 5,000 for 5 min; critical._

1. Are the workers alive? \`rabbitmqctl list_consumers -p builds\`
2. Restart the one that hangs.
3. Add a worker.

Afterwards, [say so](escalation.md#who).
`;

export const STEPS = `1. Are the workers alive? \`rabbitmqctl list_consumers -p builds\`
2. Restart the one that hangs.

…`;

function incidentExample(changes: Partial<Incident> = {}): Incident {
  const { incident } = openIncident(openingExample(), factsExample(), START);
  return {
    ...incident,
    number: 17,
    title: "Builds are queueing up",
    playbook: { file: "builds.md", anchor: "queueing", heading: "Builds are queueing up" },
    ...changes,
  };
}

export function acknowledgedExample(...handles: readonly string[]): Partial<Incident> {
  const actors = handles.map(actorExample);
  return {
    status: "acknowledged",
    phase: {
      kind: "acknowledged",
      remindAt: START + 1,
      reopenAt: START + 2,
      resume: { kind: "wait", remainingMs: 1 },
    },
    acknowledgements: actors.map((actor) => ({ actor, at: START, token: null })),
    acknowledgedBy: actors[0] ?? null,
  };
}

export const RESOLVED: Partial<Incident> = {
  status: "resolved",
  phase: { kind: "resolved", closedUntil: null },
  resolvedAt: START + 60_000,
};

export function cardExample(
  incident: Partial<Incident> = {},
  changes: Partial<Omit<Card, "incident">> = {},
): Card {
  return {
    incident: incidentExample(incident),
    measure: "8,200 of 5,000",
    standing: "Calls Ana at 03:12 unless somebody reacts.",
    callsAt: START + 600_000,
    steps: STEPS,
    section: { heading: "Builds are queueing up", body: SECTION_BODY },
    playbookUrl: "https://watch.example/playbooks/builds.md#queueing",
    remarks: [],
    onCall: "Ana",
    chart: "https://watch.example/charts/1.png",
    ...changes,
  };
}

export function summaryExample(changes: Partial<Summary> = {}): Summary {
  return {
    id: "s1",
    alert: "builds-queue-backlog",
    title: "Builds are queueing up",
    severity: "critical",
    total: 57,
    triggered: 50,
    acknowledged: 5,
    resolved: 2,
    newest: [
      {
        number: 57,
        title: "Builds are queueing up",
        labels: { queue: "builds-57" },
        measure: "8,200 of 5,000",
        status: "triggered",
      },
      {
        number: 3,
        title: "Builds are queueing up",
        labels: {},
        measure: null,
        status: "acknowledged",
      },
    ],
    since: START,
    lastAt: START + 60_000,
    acknowledgedBy: ["Ana", "Bob"],
    standing: "Calls Ana at 03:12.",
    callsAt: START + 600_000,
    onCall: "Ana",
    steps: STEPS,
    playbookUrl: "https://watch.example/playbooks/builds.md#queueing",
    url: "https://watch.example/incidents",
    ...changes,
  };
}

export function pageExample(changes: Partial<PageMessage> = {}): PageMessage {
  return {
    id: "p1",
    handle: "ana",
    token: "claim.signature",
    incidents: [17],
    generation: 0,
    text: "Incident 17. Builds are queueing up, 8,200 of 5,000.",
    title: "Builds are queueing up",
    sms: "Incident 17. Builds are queueing up, 8,200 of 5,000. Reply ack 17, or esc 17.",
    call: {
      say: ["Incident 17. Builds are queueing up, 8,200 of 5,000.", "Press 1 to acknowledge."],
      keys: { silence: 2 },
    },
    urgent: true,
    links: { view: "https://watch.example/a/v1", acknowledge: "https://watch.example/a/a1" },
    standing: { kind: "open" },
    cards: () => Promise.resolve([]),
    ...changes,
  };
}
