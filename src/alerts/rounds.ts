import { parseDuration } from "../lib/durations.ts";
import type { AlertDefinition } from "./alert.ts";

/** So many rounds without an answer are a lack of data; so many good answers without a series, and it has recovered. */
export const ROUNDS_TO_BELIEVE = 3;

/** Clocks of several machines differ by less; what is further behind is a clock that was set back. */
const CLOCK_SLACK_MS = 5_000;

/** A round's place in time: each is executed at most once. */
export function slotOf(at: number, everyMs: number): number {
  return Math.floor(at / everyMs);
}

/** By how much the clock was set back since `before`. */
export function setBackMs(before: number | null, at: number): number {
  return before !== null && before - at > CLOCK_SLACK_MS ? before - at : 0;
}

/** Whether this round counts already. After the clock was set back its slots come again, and are new ones. */
export function isExecuted(
  last: { readonly slot: number | null; readonly at: number | null },
  slot: number,
  at: number,
): boolean {
  if (last.slot === null || slot > last.slot) return false;
  return slot === last.slot || setBackMs(last.at, at) === 0;
}

/** Null for alerts that others evaluate. A heartbeat is looked at often enough to be late by a quarter of its span at most. */
export function roundEveryMs(definition: AlertDefinition): number | null {
  if (definition.source.kind === "inbound") return null;
  const span = heartbeatSpan(definition);
  return span === null
    ? definition.everyMs
    : Math.max(1, Math.min(definition.everyMs, Math.floor(span / 4)));
}

/** How long a heartbeat may stay away; null for all other alerts. Throws when it does not say. */
export function expectedEveryMs(definition: AlertDefinition): number | null {
  const span = heartbeatSpan(definition);
  if (span === null && isHeartbeat(definition))
    throw new Error("a heartbeat needs `expect`, such as `expect: 10m`");
  return span;
}

export function isHeartbeat({ source }: AlertDefinition): boolean {
  return source.kind === "heartbeat";
}

function heartbeatSpan(definition: AlertDefinition): number | null {
  const { expect } = definition.source.options;
  return isHeartbeat(definition) && typeof expect === "string" ? parseDuration(expect) : null;
}
