import type { Clock } from "../../../lib/clock.ts";
import type { Log } from "../../../lib/log.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Inward } from "../../../ports/inward.ts";
import type { Abouts } from "../posting/about.ts";
import type { Connection } from "../connection/connection.ts";
import type { Posts } from "../posting/post.ts";
import type { Team } from "../team/team.ts";

/** Real milliseconds. */
export interface Patience {
  /** Slack shows an error to whoever waits longer than three seconds. */
  readonly answerMs: number;
  /** Between tries to learn who somebody is. */
  readonly askAgainMs: readonly number[];
}

/** What every handler is given. */
export interface HandlerParts {
  readonly connection: Connection;
  readonly posts: Posts;
  readonly team: Team;
  readonly abouts: Abouts;
  readonly inward: Inward;
  readonly notes: AdapterRecords;
  readonly clock: Clock;
  readonly log: Log;
  readonly patience?: Patience;
}

const PATIENCE: Patience = { answerMs: 2_000, askAgainMs: [1_000, 5_000] };

export const patienceOf = ({ patience }: Pick<HandlerParts, "patience">): Patience =>
  patience ?? PATIENCE;
