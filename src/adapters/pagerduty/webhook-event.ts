import { z } from "zod";
import { incidentOf } from "../../lib/hand-over-key.ts";
import { parseInstant } from "../../lib/instant.ts";
import { oneLine } from "../../lib/plain.ts";
import { readJson } from "../../lib/read-json.ts";
import type { HandedBack } from "../../ports/callbacks.ts";

const MAX_NAME = 80;

const ACTS: Readonly<Record<string, HandedBack["act"]>> = {
  "incident.acknowledged": "acknowledge",
  "incident.unacknowledged": "unacknowledge",
  "incident.resolved": "resolve",
};

const bodySchema = z.object({
  event: z.object({
    id: z.string().min(1).max(200),
    event_type: z.string(),
    occurred_at: z.string(),
    agent: z.object({ type: z.string(), summary: z.string().nullish() }).nullish(),
    data: z.object({ incident_key: z.string().nullish(), title: z.string().nullish() }),
  }),
});

/** Null: nothing that a human did about an incident of ours. What we ask for ourselves comes back too, in the name of a service. */
export function readEvent(rawBody: Buffer): HandedBack | null {
  const read = bodySchema.safeParse(readJson(rawBody));
  if (!read.success) return null;
  const { id, event_type: type, occurred_at: instant, agent, data } = read.data.event;
  const act = Object.hasOwn(ACTS, type) ? ACTS[type] : undefined;
  const incident = data.incident_key ? incidentOf(data.incident_key) : numberInTitle(data.title);
  const at = parseInstant(instant);
  const isHuman = agent?.type === "user_reference" || agent?.type === "user";
  if (act === undefined || incident === null || at === null || !isHuman) return null;
  return {
    via: "pagerduty",
    id,
    incident,
    act,
    by: oneLine(agent.summary ?? "", MAX_NAME) || "Somebody in PagerDuty",
    at,
  };
}

/** A service that groups its alerts gives their incident no key; its title is then the first one's summary, which we wrote. */
function numberInTitle(title: string | null | undefined): number | null {
  const [, digits] = /^Incident (\d{1,15})\. /.exec(title ?? "") ?? [];
  return digits === undefined ? null : Number(digits);
}
