import type { AlertDefinition } from "../../src/alerts/alert.ts";

/** "above 90 for 5 min", every 30 s. */
export function alertExample(changes: Partial<AlertDefinition> = {}): AlertDefinition {
  return {
    name: "host-disk-full",
    aliases: [],
    severity: "critical",
    policy: "default",
    source: { kind: "host", connection: null, options: { measure: "disk" } },
    threshold: { above: 90 },
    forMs: 300_000,
    clears: null,
    everyMs: 30_000,
    noData: "alert",
    ...changes,
  };
}

export function heartbeatExample(changes: Partial<AlertDefinition> = {}): AlertDefinition {
  return alertExample({
    name: "nightly-backup",
    source: { kind: "heartbeat", connection: null, options: { expect: "10m" } },
    threshold: null,
    forMs: 0,
    ...changes,
  });
}
