import { z } from "zod";
import type { Clock } from "../../../lib/clock.ts";
import { MINUTE, SECOND } from "../../../lib/durations.ts";
import type { Log } from "../../../lib/log.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Notices } from "../../../ports/notices.ts";
import { accessProblem, clockProblem, scopeProblem, tokenProblem } from "./access-problem.ts";
import { createAwaited } from "./awaited.ts";
import { createSlackApi, type SlackAnswer, type SlackApi } from "./api.ts";
import { createLines, type Lines } from "./lines.ts";
import { createLook, type LookTimes } from "./look.ts";
import { missingScopes } from "./missing-scopes.ts";
import { createOwnChannel } from "./own-channel.ts";
import { createProblems, type Problems } from "./problems.ts";

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
  /** Id of the team's channel; another one once Slack has changed it. Given a channel: the id that this one has by now. */
  channel(known?: string): string;
  /** Slack has given a channel another id. Kept, for the other processes and the next start. */
  renamed(from: string, to: string): Promise<void>;
  /** Null until Slack has told us. */
  self(): Self | null;
  /** Waits for it, until the signal; null when there is none by then. */
  untilKnown(signal: AbortSignal): Promise<Self | null>;
  problem(): SlackProblem | null;
  /** Why nothing can be posted in the team's channel; null: nothing is known against it. */
  channelProblem(): SlackProblem | null;
  /** The same again, of something that was noticed elsewhere; null: it is mended. */
  noticed(name: string, problem: SlackProblem | null): void;
  start(): void;
  stop(): Promise<void>;
}

export interface ConnectionParts {
  readonly config: {
    readonly botToken: string;
    readonly channel: string;
    readonly apiUrl: string | null;
  };
  readonly clock: Clock;
  readonly log: Log;
  readonly notices: Pick<Notices, "say" | "mended">;
  readonly notes: Pick<AdapterRecords, "read" | "write">;
  readonly lines?: Lines;
  /** Real milliseconds. */
  readonly timeoutMs?: number;
  readonly times?: LookTimes;
}

const TIMEOUT_MS = 8 * SECOND;
const TIMES: LookTimes = {
  retryMs: 5 * SECOND,
  retryAtMostMs: MINUTE,
  againMs: 5 * MINUTE,
};

const selfSchema = z.object({
  user_id: z.string(),
  bot_id: z.string().catch(""),
  team_id: z.string().catch(""),
  response_metadata: z.object({ scopes: z.array(z.string()).catch([]) }).catch({ scopes: [] }),
});

/** Nothing that Slack does ends the process or is thrown: what is wrong is said, and asked about again. */
export function createConnection(parts: ConnectionParts): Connection {
  const { config, clock, log } = parts;
  const problems = createProblems(parts.notices, log);
  const scopes = createScopes(problems);
  const channel = createOwnChannel(config.channel, parts.notes);
  const self = createAwaited<Self>();
  const plain = createSlackApi({
    token: config.botToken,
    apiUrl: config.apiUrl,
    timeoutMs: parts.timeoutMs ?? TIMEOUT_MS,
    log,
    heard: (slackTime) => problems.set("clock", clockProblem(clock.real() - slackTime)),
  });
  const look = createLook({
    times: parts.times ?? TIMES,
    log,
    look: async (signal) => {
      await channel.recall();
      const answer = await plain.call("auth.test", {}, signal);
      if (signal.aborted || isBusy(answer, self.value())) return true;
      const seen = readSelf(answer, problems);
      if (seen !== null) {
        self.set(seen);
        // Whatever was heard of it, Slack takes it.
        problems.set("token", tokenProblem(config.botToken));
      }
      scopes.given(self.value()?.scopes ?? new Set());
      return seen !== null;
    },
  });

  return {
    api: watched(plain, look.wanted, scopes.refused),
    lines: parts.lines ?? createLines(clock),
    channel: channel.id,
    renamed: channel.renamed,
    self: self.value,
    untilKnown: self.wait,
    problem: problems.worst,
    channelProblem: () => problems.named("channel"),
    noticed: problems.set,
    start: () => {
      problems.set("token", tokenProblem(config.botToken));
      problems.start();
      look.start();
    },
    stop: async () => {
      problems.stop();
      await look.stop();
    },
  };
}

/** What we were not given, and what Slack has said that we lack. */
function createScopes(problems: Problems): {
  given(scopes: ReadonlySet<string>): void;
  refused(scope: string): void;
} {
  const refused = new Set<string>();
  let given: ReadonlySet<string> = new Set();
  const review = (): void => {
    for (const scope of refused) if (given.has(scope)) refused.delete(scope);
    problems.set("scopes", scopeProblem([...new Set([...missingScopes(given), ...refused])]));
  };
  return {
    given: (scopes) => {
      given = scopes;
      review();
    },
    refused: (scope) => {
      refused.add(scope);
      given = new Set([...given].filter((one) => one !== scope));
      review();
    },
  };
}

/** Slack is well, and wants to be asked less. */
function isBusy(answer: SlackAnswer<unknown>, self: Self | null): boolean {
  return answer.outcome === "failed" && answer.reason === "rate-limited" && self !== null;
}

function readSelf(answer: SlackAnswer<unknown>, problems: Problems): Self | null {
  if (answer.outcome === "failed") {
    problems.set("access", accessProblem(answer));
    return null;
  }
  const read = selfSchema.safeParse(answer.data);
  problems.set("access", read.success ? null : NOT_SLACK);
  if (!read.success) return null;
  const { user_id, bot_id, team_id, response_metadata } = read.data;
  const scopes = new Set(response_metadata.scopes.filter((scope) => scope !== ""));
  return { userId: user_id, botId: bot_id, teamId: team_id, scopes };
}

const NOT_SLACK = accessProblem({
  outcome: "failed",
  reason: "rejected",
  permanent: true,
  error: "",
  mayHaveArrived: false,
});

/** Looks again as soon as a call meets trouble that is not its own, or meets none any more. */
function watched(
  api: SlackApi,
  look: (isWell: boolean) => void,
  lacks: (scope: string) => void,
): SlackApi {
  return {
    call: async <T>(
      method: string,
      args?: Readonly<Record<string, unknown>>,
      signal?: AbortSignal,
    ) => {
      const answer = await api.call<T>(method, args, signal);
      if (answer.outcome === "answered") look(true);
      else if (answer.error === "missing_scope")
        (answer.needed?.split(/[\s,]+/) ?? []).forEach(lacks);
      else if (TROUBLE.has(answer.reason) && signal?.aborted !== true) look(false);
      return answer;
    },
  };
}

const TROUBLE: ReadonlySet<string> = new Set([
  "unauthorized",
  "unreachable",
  "timeout",
  "server-error",
]);
