import type { SelfLook } from "./figures.ts";
import { heartbeatProblems } from "./status-heartbeat.ts";
import { peopleProblems } from "./status-people.ts";
import { roomProblems } from "./status-rooms.ts";
import { storeProblems } from "./status-store.ts";
import { error, warning, type StatusParts, type StatusProblem } from "./status-problem.ts";

/** Everything that is wrong, the worst first. Throws when the store is away. */
export async function findProblems(parts: StatusParts): Promise<readonly StatusProblem[]> {
  const look = await parts.look();
  const found = await Promise.all([
    storeProblems(parts, look),
    bookProblems(parts, look),
    peopleProblems(parts.watch),
    roomProblems(parts.watch),
    heartbeatProblems(parts),
    noticed(parts),
  ]);
  const later = parts.notYet.map((name) =>
    warning(`${name} is set, and this release does not use it yet.`, "Remove it, or wait for it."),
  );
  const all = [...found.flat(), ...later];
  const of = (severity: StatusProblem["severity"]): readonly StatusProblem[] =>
    all.filter((problem) => problem.severity === severity);
  return [...of("error"), ...of("warning")];
}

async function noticed({ watch }: StatusParts): Promise<readonly StatusProblem[]> {
  return (await watch.notices.problems()).map(({ what, mend }) => error(what, mend));
}

async function bookProblems(
  { watch, idle }: StatusParts,
  { late, alerts }: SelfLook,
): Promise<readonly StatusProblem[]> {
  const faults = await watch.books.problems();
  const silent = [...alerts].filter(([, { noData }]) => noData).map(([name]) => name);
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
