import type { Logger, LogLevel } from "@slack/web-api";
import type { HttpOutcome } from "../../../lib/http.ts";
import { parseHttpDate } from "../../../lib/instant.ts";
import type { Log } from "../../../lib/log.ts";
import type { Failure } from "../../../ports/failure.ts";
import { createExchange } from "./exchange.ts";
import { readFailure } from "./read-failure.ts";
import { refusalOf } from "./refusals.ts";

/** Slack's answer, or why there is none. */
export type SlackAnswer<T> = { readonly outcome: "answered"; readonly data: T } | SlackFailure;

export interface SlackFailure extends Failure {
  /** Slack's own word for it, such as `not_in_channel`; empty when it was not Slack that said no. */
  readonly error: string;
  /** What was sent may have been taken all the same. */
  readonly mayHaveArrived: boolean;
  /** The scope that is missing. */
  readonly needed?: string;
  /** What is wrong with each block, as Slack says it. */
  readonly details?: readonly string[];
}

/** Slack's Web API. One request, never a second; nothing is thrown for what the other side does. */
export interface SlackApi {
  call<T = Readonly<Record<string, unknown>>>(
    method: string,
    args?: Readonly<Record<string, unknown>>,
    signal?: AbortSignal,
  ): Promise<SlackAnswer<T>>;
}

export interface SlackApiParts {
  readonly token: string;
  /** Ends in a slash; null: Slack's own. */
  readonly apiUrl: string | null;
  /** Real milliseconds for one call, to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly log: Log;
  /** What Slack's own clock showed when it answered; real milliseconds. */
  readonly heard?: (slackTime: number) => void;
}

/** What is done already counts as done. */
const ALREADY_SO = new Set(["already_reacted", "no_reaction"]);

export function createSlackApi(parts: SlackApiParts): SlackApi {
  return {
    call: async <T>(
      method: string,
      args: Readonly<Record<string, unknown>> = {},
      signal?: AbortSignal,
    ): Promise<SlackAnswer<T>> => {
      // No header can hold it, and what it is would stand in the error.
      if (!/^[\x21-\x7E]+$/.test(parts.token)) return refusalOf("invalid_auth");
      if (signal?.aborted) return NOT_SENT;
      const answer = await exchange<T>(parts, method, args, signal);
      if (answer.outcome === "failed")
        parts.log.debug(
          { method, reason: answer.reason, error: answer.error },
          "Slack did not do what was asked",
        );
      return answer;
    },
  };
}

const NOT_SENT: SlackFailure = {
  outcome: "failed",
  reason: "timeout",
  permanent: false,
  error: "",
  mayHaveArrived: false,
};

async function exchange<T>(
  parts: SlackApiParts,
  method: string,
  args: Readonly<Record<string, unknown>>,
  signal: AbortSignal | undefined,
): Promise<SlackAnswer<T>> {
  // Ten megabytes that only those need who have a Slack.
  const { WebClient } = await import("@slack/web-api");
  const { fetch, outcome } = createExchange(parts.timeoutMs, signal);
  // A client of its own for each call: they share a queue otherwise, and none of them can be ended.
  const client = new WebClient(parts.token, {
    ...(parts.apiUrl !== null && { slackApiUrl: parts.apiUrl }),
    fetch,
    logger: SILENT,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  });
  try {
    const data = await client.apiCall(method, { ...args });
    warn(parts.log, method, data.response_metadata?.warnings);
    return { outcome: "answered", data: data as T };
  } catch (error) {
    const happened = outcome();
    if (happened === null) throw error;
    const failure = readFailure(error, happened);
    return ALREADY_SO.has(failure.error)
      ? { outcome: "answered", data: { ok: true } as T }
      : failure;
  } finally {
    tellTime(parts, outcome());
  }
}

function tellTime({ heard }: SlackApiParts, outcome: HttpOutcome | null): void {
  const date =
    outcome?.outcome === "answered" ? parseHttpDate(outcome.headers["date"] ?? "") : null;
  if (date !== null) heard?.(date);
}

function warn(log: Log, method: string, warnings: readonly unknown[] = []): void {
  const words = warnings.filter((word) => typeof word === "string" && /^\w{1,60}$/.test(word));
  if (words.length > 0) log.debug({ method, warnings: words.slice(0, 5) }, "Slack warns");
}

const nothing = (): void => undefined;

/** It would print what is sent and answered, and only some of the tokens are left out of that. */
const SILENT: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => "error" as LogLevel,
  setName: nothing,
};
