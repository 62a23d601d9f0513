import { isHeartbeat, roundEveryMs } from "../alerts/rounds.ts";
import type { AlertDefinition } from "../alerts/alert.ts";
import type { Collector } from "./collector.ts";

/** Alerts that nothing can measure, and why, for humans. */
export function idleAlerts({
  alerts,
  sources,
}: Pick<Collector, "alerts" | "sources">): ReadonlyMap<string, string> {
  const why = ({ source: spec }: AlertDefinition): string | null => {
    const source = sources.get(spec.kind);
    return source === undefined ? `this release has no source ${spec.kind}` : source.idle(spec);
  };
  return new Map(
    alerts()
      .filter((alert) => roundEveryMs(alert) !== null && !isHeartbeat(alert))
      .flatMap((alert) => {
        const reason = why(alert);
        return reason === null ? [] : [[alert.name, reason] as const];
      }),
  );
}
