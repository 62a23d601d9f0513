import type { SlackApi } from "./api.ts";
import type { Lines } from "./lines.ts";

/** Who we are in the workspace. */
export interface Self {
  readonly userId: string;
  readonly botId: string;
  readonly teamId: string;
  readonly scopes: ReadonlySet<string>;
}

/** What is wrong with our access to Slack, for humans. */
export interface SlackProblem {
  readonly what: string;
  readonly mend: string;
}

/** One per process: our access to the workspace, and what stands of it. */
export interface Connection {
  readonly api: SlackApi;
  readonly lines: Lines;
  /** Id of the team's channel; another one once Slack has renamed the id. */
  channel(): string;
  /** Null until Slack has told us. */
  self(): Self | null;
  /** Waits for it, until the signal; null when there is none by then. */
  untilKnown(signal: AbortSignal): Promise<Self | null>;
  problem(): SlackProblem | null;
  /** The same again, of something that was noticed elsewhere; null: it is mended. */
  noticed(name: string, problem: SlackProblem | null): void;
  start(): void;
  stop(): Promise<void>;
}
