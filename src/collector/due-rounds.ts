import type { AlertDefinition } from "../alerts/alert.ts";
import { roundEveryMs, slotOf } from "../alerts/rounds.ts";

/** Runs the newest round of each alert; one that was executed already is told so by `run`, and costs one look. */
export async function runDueRounds(
  alerts: readonly AlertDefinition[],
  now: number,
  run: (alert: string, slot: number) => Promise<unknown>,
): Promise<void> {
  await Promise.all(
    alerts.map(async (definition) => {
      const everyMs = roundEveryMs(definition);
      if (everyMs !== null) await run(definition.name, slotOf(now, everyMs));
    }),
  );
}
