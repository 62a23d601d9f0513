import { z } from "zod";
import { incidentOf } from "../../lib/hand-over-key.ts";
import { oneLine } from "../../lib/plain.ts";
import { readJson } from "../../lib/read-json.ts";
import type { HandedBack } from "../../ports/callbacks.ts";
import { US } from "./alert.ts";

const MAX_NAME = 80;
/** Instants come in milliseconds or in nanoseconds. */
const LAST_MILLISECONDS = 1e14;
const NANOSECONDS = 1e6;

const ACTS: Readonly<Record<string, HandedBack["act"]>> = {
  Acknowledge: "acknowledge",
  UnAcknowledge: "unacknowledge",
  Close: "resolve",
};

/** What acts by itself: other programs, rules and timers. */
const MACHINES = /^(api|integration|policy|rule|system|escalation|heartbeat)/i;

const bodySchema = z.object({
  action: z.string(),
  source: z.object({ type: z.string().catch("") }),
  alert: z.object({
    alertId: z.string().min(1).max(200),
    alias: z.string(),
    username: z.string().nullish(),
    updatedAt: z.number().nullish(),
  }),
});

/** Null: nothing that a human did about an incident of ours. `now` in real milliseconds stands for an instant that is missing. */
export function readEvent(rawBody: Buffer, now: number): HandedBack | null {
  const read = bodySchema.safeParse(readJson(rawBody));
  if (!read.success) return null;
  const { action, source, alert } = read.data;
  const act = Object.hasOwn(ACTS, action) ? ACTS[action] : undefined;
  const incident = incidentOf(alert.alias);
  const by = oneLine(alert.username ?? "", MAX_NAME);
  const isHuman = !MACHINES.test(source.type) && !["", "System", US.user].includes(by);
  if (act === undefined || incident === null || !isHuman) return null;
  return {
    via: "opsgenie",
    id: [alert.alertId, action, alert.updatedAt ?? now].join("|"),
    incident,
    act,
    by,
    at: milliseconds(alert.updatedAt ?? now),
  };
}

const milliseconds = (at: number): number =>
  at < LAST_MILLISECONDS ? at : Math.floor(at / NANOSECONDS);
