import type { SelfLook } from "./figures.ts";
import { heartbeatProblems } from "./status-heartbeat.ts";
import { peopleProblems } from "./status-people.ts";
import { providerProblems } from "./status-providers.ts";
import { roomProblems } from "./status-rooms.ts";
import { clockProblems, storeProblems, waitingProblems } from "./status-store.ts";
import { error, warning, type StatusParts, type StatusProblem } from "./status-problem.ts";
import { wayProblems } from "./status-ways.ts";
import type { Watch } from "./watch.ts";

/** Everything that is wrong, the worst first. Throws when the store is away. */
export async function findProblems(parts: StatusParts): Promise<readonly StatusProblem[]> {
  const look = await parts.look();
  const found = await Promise.all([
    storeProblems(parts, look),
    bookProblems(parts, look),
    peopleProblems(parts.watch),
    roomProblems(parts.watch),
    providerProblems(parts.watch),
    heartbeatProblems(parts),
    noticed(parts.watch),
  ]);
  const later = parts.notYet.map((name) =>
    warning(`${name} is set, and this release does not use it yet.`, "Remove it, or wait for it."),
  );
  const all = [...found.flat(), ...wayProblems(parts.watch), ...later];
  const of = (severity: StatusProblem["severity"]): readonly StatusProblem[] =>
    all.filter((problem) => problem.severity === severity);
  return [...of("error"), ...of("warning")];
}

async function noticed(watch: Watch): Promise<readonly StatusProblem[]> {
  return (await watch.notices.problems()).map(({ what, mend }) => error(what, mend));
}

/** What only a store can tell of a watchroom that runs on it: `doctor` finds out everything else by itself. */
export async function findTroubles(
  watch: Watch,
  look: SelfLook,
): Promise<readonly StatusProblem[]> {
  const rooms = await roomProblems(watch);
  return [
    ...waitingProblems(look),
    ...(await noticed(watch)),
    ...clockProblems(await watch.health.processes()),
    ...measuringProblems(look),
    ...rooms.filter(({ severity }) => severity === "error"),
  ];
}

async function bookProblems(
  { watch, idle }: StatusParts,
  look: SelfLook,
): Promise<readonly StatusProblem[]> {
  const faults = await watch.books.problems();
  return [
    ...faults.map(({ severity, file, line, column, message, mend }) => ({
      severity,
      what: `${file}:${line}:${column}: ${message}`,
      mend,
    })),
    ...[...idle()].map(([name, reason]) =>
      warning(
        `The alert ${name} is idle: ${reason}.`,
        "Configure its source, or remove the alert.",
      ),
    ),
    ...measuringProblems(look),
  ];
}

function measuringProblems({ late, alerts }: SelfLook): readonly StatusProblem[] {
  const silent = [...alerts].filter(([, { noData }]) => noData).map(([name]) => name);
  return [
    ...late.map((name) =>
      error(
        `The alert ${name} has not been measured for three of its rounds.`,
        "See that a worker runs, and that the machine is not overloaded.",
      ),
    ),
    ...silent.map((name) =>
      warning(`The alert ${name} has no data.`, "See the incident about it: it says why."),
    ),
  ];
}
