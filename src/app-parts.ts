import type { OwnThread } from "./app-thread.ts";
import type { Clock } from "./lib/clock.ts";
import type { Log } from "./lib/log.ts";

export interface AppParts {
  readonly role: "all" | "web" | "worker";
  /** A URL, or the path of a socket. */
  readonly redis: string;
  readonly secrets: readonly string[];
  /** The store was made under a secret that is lost. */
  readonly acceptNewSecret?: boolean;
  readonly log: Log;
  readonly thread: Pick<OwnThread, "compile" | "draw">;
  /** Instead of the store's own time. */
  readonly clock?: Clock;
}
