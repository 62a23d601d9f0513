import { counted } from "../lib/counted.ts";
import { plainMarkdown } from "../lib/plain.ts";
import type { Answer } from "../ports/inward.ts";
import {
  acknowledgeSummary,
  unacknowledgeSummary,
  type ActedOnSummary,
  type SummaryAct,
} from "../watch/acknowledge-summary.ts";
import type { Watch } from "../watch/watch.ts";
import { tellAsker, tellRoom } from "./reply.ts";
import { name } from "./said.ts";

const ALERT_LETTERS = 100;

/** Everything that a summary is about and that needs somebody. */
export async function acknowledgedAll(watch: Watch, act: SummaryAct): Promise<Answer | null> {
  const acted = await acknowledgeSummary(watch, act);
  if (acted === null) return null;
  if (acted.count === 0) return tellAsker("None of them needs anybody.");
  return tellRoom(`${name(act.person)} has ${these(acted)}.`);
}

export async function unacknowledgedAll(watch: Watch, act: SummaryAct): Promise<Answer | null> {
  const acted = await unacknowledgeSummary(watch, act);
  if (acted === null || acted.count === 0) return null;
  return tellRoom(`${name(act.person)} no longer has ${these(acted)}.`);
}

/** "312 incidents of queue-backlog". */
function these({ summary: { alert }, count }: ActedOnSummary): string {
  const many = counted(count, "incident");
  return alert === null ? many : `${many} of ${plainMarkdown(alert, ALERT_LETTERS)}`;
}
