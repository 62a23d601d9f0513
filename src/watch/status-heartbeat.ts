import { MINUTE } from "../lib/durations.ts";
import { error, warning, type StatusParts, type StatusProblem } from "./status-problem.ts";

const OVERDUE_MS = 3 * MINUTE;

/** Whether somebody outside would notice that watchroom died. */
export async function heartbeatProblems({
  watch,
  hasHeartbeat,
}: StatusParts): Promise<readonly StatusProblem[]> {
  if (!hasHeartbeat)
    return [
      warning(
        "Nobody is told if watchroom itself dies.",
        "Set HEARTBEAT_URL to the address of a service that calls you when it hears nothing.",
      ),
    ];
  const last = await watch.health.heartbeat();
  if (last?.failing)
    return [
      error(
        `The heartbeat of watchroom itself is missing: ${last.failing.reason}.`,
        "Mend that, or whoever waits for it will call.",
        last.failing.since,
      ),
    ];
  const isOverdue = last === null || Math.abs(watch.clock.real() - last.at) > OVERDUE_MS;
  return isOverdue
    ? [warning("No heartbeat of watchroom itself was sent lately.", "See that a worker runs.")]
    : [];
}
