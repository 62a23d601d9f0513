import type { Redis } from "ioredis";
import { METHODS } from "../incidents/policy.ts";
import type { DeliveryRecord } from "../ports/incident-records.ts";
import type { Progress, ProgressState } from "../ports/notifier.ts";
import type { AttemptOf, Page, PageRecords } from "../ports/page-records.ts";
import type { Keys } from "./keys.ts";
import { LONGEST_MS } from "./longest.ts";
import { ACKNOWLEDGED_RANK } from "./page-json.ts";
import { runScript } from "./run-script.ts";
import { PROGRESS, STOPPED, TO_FOLLOW } from "./scripts/page-progress.ts";
import { withVersion } from "./with-version.ts";

/** Where a provider counts nothing, a state is known from those before it by this. */
const RANKS: Readonly<Record<ProgressState["kind"], number>> = {
  "under-way": 1,
  answered: 2,
  delivered: 2,
  over: 3,
  failed: 3,
  acknowledged: ACKNOWLEDGED_RANK,
};

const ENDS: Readonly<Record<Extract<ProgressState, { kind: "over" }>["why"], string>> = {
  completed: "ended without a key",
  "no-answer": "no answer",
  busy: "busy",
  cancelled: "hung up",
};

/** What becomes of a page after it was handed to a provider. */
export function createPageProgress(
  redis: Redis,
  { prefix }: Keys,
): Pick<PageRecords, "progress" | "stopped" | "toFollow"> {
  return {
    progress: async (page, { attempt, notifier }, progress, now) => {
      const outcome = outcomeOf(progress.state);
      const line = (said: string): DeliveryRecord => ({
        page: page.id,
        to: page.handle,
        method: page.method,
        notifier,
        outcome: said,
        at: now.at,
      });
      const args = [
        prefix,
        request(page, { attempt, notifier }, progress, now.real),
        outcome === null ? "" : withVersion(line(outcome)),
      ];
      return (await runScript(redis, PROGRESS, args)) as "done" | "old" | "unknown";
    },
    stopped: async (id, placed) => {
      const each = placed.flatMap(({ attempt, providerId }) => [attempt, providerId ?? ""]);
      await runScript(redis, STOPPED, [prefix, id, ...each]);
    },
    toFollow: async (wanted) => {
      const args = [prefix, JSON.stringify(wanted)];
      const found = (await runScript(redis, TO_FOLLOW, args)) as readonly string[][];
      return found.flatMap(([page = "", attempt, notifier = "", providerId = "", word]) => {
        const method = METHODS.find((one) => one === word);
        if (method === undefined) return [];
        return [{ page, attempt: Number(attempt), notifier, providerId, method }];
      });
    },
  };
}

/** What is not known is left out: to the script an absent value is none. */
function request(
  { id, method }: Page,
  of: Pick<AttemptOf, "attempt" | "notifier">,
  { providerId, sequence, state }: Progress,
  now: number,
): string {
  return JSON.stringify({
    ...of,
    page: id,
    provider: providerId ?? "",
    ...(sequence !== null && { sequence }),
    kind: state.kind,
    rank: RANKS[state.kind],
    now,
    ...(method === "voice" && { till: now + LONGEST_MS }),
    ...(state.kind === "failed" && { reason: state.failure.reason }),
    isQuiet: state.kind === "over" && (state.why === "completed" || state.why === "cancelled"),
  });
}

/** Null: nothing that is worth a line. Never a number or a token. */
function outcomeOf(state: ProgressState): string | null {
  switch (state.kind) {
    case "under-way":
    case "acknowledged":
      return null;
    case "answered":
    case "delivered":
      return state.kind;
    case "over":
      return ENDS[state.why];
    case "failed":
      return `failed: ${state.failure.reason}`;
  }
}
