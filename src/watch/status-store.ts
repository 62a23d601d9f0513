import { counted } from "../lib/counted.ts";
import { MINUTE, SECOND } from "../lib/durations.ts";
import type { ProcessHealth } from "../ports/health-records.ts";
import type { SelfLook } from "./figures.ts";
import { error, warning, type StatusParts, type StatusProblem } from "./status-problem.ts";

const CLOCKS_DIFFER_MS = 2 * SECOND;
const OLD_S = MINUTE / SECOND;
const NEARLY_FULL = 0.7;

/** What waits, what failed, and whether the store and our processes are as they should be. */
export async function storeProblems(
  { watch, storeWarnings }: StatusParts,
  look: SelfLook,
): Promise<readonly StatusProblem[]> {
  const [settings, processes] = await Promise.all([storeWarnings(), watch.health.processes()]);
  return [
    ...processProblems(processes),
    ...waitingProblems(look),
    ...settings.map((what) => warning(what, "Change it where your Redis is configured.")),
  ];
}

function processProblems(processes: readonly ProcessHealth[]): readonly StatusProblem[] {
  const works = processes.some(({ role }) => role !== "web");
  return [
    ...(works
      ? []
      : [
          error(
            "No worker runs: signals are accepted, and nobody is told.",
            "Start `npx watchroom worker` on this store.",
          ),
        ]),
    ...clockProblems(processes),
  ];
}

/** Processes whose clock is not the store's. */
export function clockProblems(processes: readonly ProcessHealth[]): readonly StatusProblem[] {
  const apart = processes.filter(({ aheadMs }) => Math.abs(aheadMs) > CLOCKS_DIFFER_MS);
  return apart.map(({ role, aheadMs }) =>
    warning(
      `The clock of a ${role === "all" ? "start" : role} process is ${Math.abs(aheadMs / SECOND).toFixed(1)} s ${aheadMs > 0 ? "ahead of" : "behind"} the store's.`,
      "Let both machines take their time from the network (NTP). From 5 s on, incidents are planned anew whenever another process takes over.",
    ),
  );
}

/** What waits for longer than it should, and what failed. */
export function waitingProblems({ figures, store }: SelfLook): readonly StatusProblem[] {
  const checks: readonly (readonly [boolean, StatusProblem])[] = [
    [
      figures["inbox-lag"] > OLD_S,
      error(
        `Signals wait to be taken in since ${Math.round(figures["inbox-lag"])} s.`,
        "See that a worker runs, and its log.",
      ),
    ],
    [
      figures["outbox-age"] > OLD_S,
      error(
        `A message or a call waits to leave since ${Math.round(figures["outbox-age"])} s.`,
        "See the log of the workers: it names the room or the way that fails.",
        store.waitingSince ?? undefined,
      ),
    ],
    [
      figures["wake-ups-late"] > 0,
      warning(
        `${figures["wake-ups-late"]} incidents wait for a step that is more than 2 s late.`,
        "See that a worker runs, and that the machine is not overloaded.",
      ),
    ],
    [
      figures["pages-failed"] > 0,
      error(
        `${counted(figures["pages-failed"], "page")} of the last hour could not be delivered.`,
        "Look at the deliveries of the newest incident; mend what refused them.",
      ),
    ],
    [
      figures["inbox-bad"] > 0,
      warning(
        `${figures["inbox-bad"]} requests were set aside because they could not be taken in.`,
        "See the incident watchroom-inbox-bad: its playbook says what to do.",
      ),
    ],
    [
      store.intakeFilled >= NEARLY_FULL,
      error(
        `The intake is ${Math.floor(store.intakeFilled * 100)} percent full; at 100 it refuses signals.`,
        "Give Redis more memory, or start another worker.",
      ),
    ],
  ];
  return checks.flatMap(([isWrong, problem]) => (isWrong ? [problem] : []));
}
