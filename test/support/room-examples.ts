import { escapeHtml } from "../../src/lib/escape-html.ts";
import type { CardJson, Message, PhonePage } from "../../src/http/page/contract.ts";

const MINUTE = 60_000;
let ids = 0;
const nextId = (): string => `m${(ids += 1)}`;

export function aMessage(change: Partial<Message> = {}): Message {
  const text = change.text ?? "Good evening.";
  return {
    id: nextId(),
    at: Date.now(),
    author: "bob",
    authorName: "Bob",
    bot: false,
    text,
    html: `<p>${escapeHtml(text)}</p>`,
    incident: null,
    card: null,
    loud: false,
    private: false,
    reactions: [],
    ...change,
  };
}

function aCard(change: Partial<CardJson> = {}): CardJson {
  const now = Date.now();
  return {
    number: 17,
    status: "triggered",
    severity: "critical",
    title: "Builds are queueing up",
    summary: null,
    measure: "8,200 of 5,000",
    openedAt: now - 6 * MINUTE - 5_000,
    acknowledgedBy: null,
    resolvedBy: null,
    resolvedAt: null,
    standing: "Calls Ana at 03:12.",
    callsAt: now + 7 * MINUTE + 42_000,
    onCall: "Ana",
    stepsHtml:
      "<ol><li>Are the workers alive? <code>rabbitmqctl list_consumers -p builds</code></li><li>Restart the one that hangs.</li><li>Still growing after five minutes: add a worker.</li></ol>",
    playbookUrl: "/playbooks/builds.md#builds-are-queueing-up",
    remarks: [],
    labels: { queue: "builds" },
    count: 1,
    chart: null,
    ...change,
  };
}

export function anIncident(
  change: Partial<CardJson> = {},
  message: Partial<Message> = {},
): Message {
  const card = aCard(change);
  return aMessage({
    author: "watchroom",
    authorName: "watchroom",
    bot: true,
    text: card.title,
    html: "",
    incident: card.number,
    card,
    at: card.openedAt,
    ...message,
  });
}

export function aPage(change: Partial<PhonePage> = {}): PhonePage {
  return {
    id: nextId(),
    notifier: "voice",
    state: "ringing",
    text: "Incident 17. Builds are queueing up, 8,200 of 5,000.",
    incidents: [17],
    at: Date.now(),
    note: null,
    ...change,
  };
}
