import type {
  SlackAnswer,
  SlackApi,
  SlackFailure,
} from "../../src/adapters/slack/connection/api.ts";
import type { Connection, Self } from "../../src/adapters/slack/connection/connection.ts";
import type { Refusal } from "../../src/ports/failure.ts";
import type { SlackServer } from "../fakes/slack-server.ts";

const failed = (reason: Refusal, error = ""): SlackFailure => ({
  outcome: "failed",
  reason,
  permanent: false,
  error,
  mayHaveArrived: false,
});

/** Access to a Slack that answers as the test says; whatever else a connection does fails the test. */
export function connectionBy(
  call: SlackApi["call"],
  self: Self | null = { userId: "UBOT", botId: "B1", teamId: "T1", scopes: new Set() },
  channel = "C1",
): Connection {
  const parts: Partial<Connection> = {
    api: { call },
    channel: () => channel,
    self: () => self,
    untilKnown: () => Promise.resolve(self),
  };
  return parts as Connection;
}

/** Over HTTP to the fake, with nothing of what makes the real one patient. */
export function connectionTo(slack: SlackServer): Connection {
  const call: SlackApi["call"] = async <T>(
    method: string,
    args: Readonly<Record<string, unknown>> = {},
    signal?: AbortSignal,
  ): Promise<SlackAnswer<T>> => {
    const body = new URLSearchParams(
      Object.entries(args).map(([k, v]) => [k, String(v)] as [string, string]),
    );
    try {
      const response = await fetch(slack.url + method, {
        method: "POST",
        headers: { authorization: `Bearer ${slack.botToken}` },
        body,
        ...(signal && { signal }),
      });
      if (response.status === 429) return failed("rate-limited", "ratelimited");
      if (!response.ok) return failed("server-error");
      const data = (await response.json()) as { readonly ok: boolean; readonly error?: string };
      return data.ok
        ? { outcome: "answered", data: data as T }
        : failed("rejected", data.error ?? "");
    } catch {
      return failed(signal?.aborted ? "timeout" : "unreachable");
    }
  };
  const { bot, team, home } = slack;
  const scopes = new Set<string>();
  return connectionBy(call, { ...bot, teamId: team, scopes }, home);
}
