import { expect, it } from "vitest";
import { idleAlerts } from "../../../src/collector/idle-alerts.ts";
import type { Source } from "../../../src/ports/source.ts";
import { alertExample, heartbeatExample } from "../../support/alert-examples.ts";

it("an alert is idle when its source says so, or is not there; what others report never is", () => {
  const of = (name: string, kind: string) =>
    alertExample({ name, source: { kind, connection: null, options: {} } });
  const source = (kind: string, idle: string | null): readonly [string, Source] => [
    kind,
    { kind, idle: () => idle, read: () => Promise.reject(new Error("nobody asked")) },
  ];
  const alerts = [
    of("measured", "host"),
    of("unset", "redis"),
    of("unknown", "tea"),
    of("told", "inbound"),
    heartbeatExample({ name: "beats" }),
  ];
  const sources = new Map([source("host", null), source("redis", "SOURCE_REDIS_URL is not set")]);

  expect([...idleAlerts({ alerts: () => alerts, sources })]).toEqual([
    ["unset", "SOURCE_REDIS_URL is not set"],
    ["unknown", "this release has no source tea"],
  ]);
});
