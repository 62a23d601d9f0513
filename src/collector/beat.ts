import { evaluateBeat } from "../alerts/evaluate-heartbeat.ts";
import { isHeartbeat } from "../alerts/rounds.ts";
import type { Collector } from "./collector.ts";

/** Several senders of one name meet only for moments. */
const TRIES = 20;

/** "I am alive", durable when it resolves. Throws when the store is away. */
export async function beat(
  collector: Pick<Collector, "series" | "alerts">,
  name: string,
  now: number,
): Promise<"known" | "unknown"> {
  const definition = collector
    .alerts()
    .find((alert) => isHeartbeat(alert) && (alert.name === name || alert.aliases.includes(name)));
  if (definition === undefined) return "unknown";
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const read = await collector.series.load(definition.name);
    if (read.isNewer)
      throw new Error(`heartbeat ${definition.name} was written by a newer watchroom`);
    if (
      (await collector.series.write(
        definition.name,
        read,
        evaluateBeat(definition, read.state, now),
      )) === "written"
    )
      return "known";
  }
  throw new Error(`heartbeat ${definition.name} kept changing while it was written`);
}
