import { isoInstant } from "../lib/instant.ts";
import { findProblems } from "../watch/status.ts";
import type { StatusParts } from "../watch/status-problem.ts";
import type { ApiRoute } from "./api-routes.ts";

/** Everything that is wrong, in words. `ok`: nothing of it may make a night silent. */
export function statusRoute(parts: StatusParts): ApiRoute {
  return {
    method: "GET",
    path: "/api/v1/status",
    scope: "read",
    handle: async () => {
      const look = await parts.look();
      const [problems, processes] = await Promise.all([
        findProblems({ ...parts, look: () => Promise.resolve(look) }),
        parts.watch.health.processes(),
      ]);
      const { version, alerts, policies } = parts.watch.book();
      return {
        status: 200,
        body: {
          ok: problems.every(({ severity }) => severity !== "error"),
          problems: problems.map(({ severity, what, mend, since }) => ({
            severity,
            what,
            mend,
            since: since === undefined ? null : isoInstant(since),
          })),
          book: { version, alerts: alerts.length, policies: policies.length },
          figures: look.figures,
          processes: processes.map(({ role }) => role).toSorted(),
        },
      };
    },
  };
}
