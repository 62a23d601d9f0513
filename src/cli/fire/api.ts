import { SECOND } from "../../lib/durations.ts";
import { request, type HttpOutcome } from "../../lib/http.ts";

const TIMEOUT_MS = 5 * SECOND;

/** What watchroom's API shows of an incident, as far as a test needs it. */
export interface ShownIncident {
  readonly number: number;
  readonly status: "triggered" | "acknowledged" | "resolved";
  readonly severity: string;
  readonly summary: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
  readonly acknowledgedBy: { readonly name: string } | null;
  readonly resolvedBy: { readonly name: string } | null;
  readonly silencedUntil: string | null;
  readonly escalation: { readonly round: number | null; readonly nextAt: string | null };
}

export type Posted = { readonly ok: true } | { readonly ok: false; readonly why: string };

export interface Api {
  readonly url: string;
  send(signals: readonly object[]): Promise<Posted>;
  /** Newest first; null when they cannot be read, for instance for want of a token. */
  incidents(alert: string): Promise<readonly ShownIncident[] | null>;
}

export interface Tokens {
  readonly signals: string | null;
  readonly read: string | null;
}

/** A watchroom that runs, as any other program sees it. */
export function createApi(url: string, tokens: Tokens): Api {
  return {
    url,
    send: async (signals) =>
      explain(
        url,
        await request({
          url: `${url}/api/v1/signals`,
          method: "POST",
          headers: { "content-type": "application/json", ...bearer(tokens.signals) },
          body: JSON.stringify(signals),
          timeoutMs: TIMEOUT_MS,
        }),
      ),
    incidents: async (alert) => {
      const answer = await request({
        url: `${url}/api/v1/incidents?limit=100&alert=${encodeURIComponent(alert)}`,
        headers: bearer(tokens.read),
        timeoutMs: TIMEOUT_MS,
      });
      if (answer.outcome === "failed" || answer.status !== 200) return null;
      const { incidents } = parse(answer.body);
      return Array.isArray(incidents) ? (incidents as readonly ShownIncident[]) : null;
    },
  };
}

function bearer(token: string | null): Readonly<Record<string, string>> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function explain(url: string, answer: HttpOutcome): Posted {
  if (answer.outcome === "failed") {
    const said =
      answer.reason === "unreachable" ? "Nobody answers at" : "There was no whole answer from";
    return {
      ok: false,
      why: `${said} ${url}. Start watchroom with \`npx watchroom start\`, or say with --url where it runs.`,
    };
  }
  const { status, body } = answer;
  if (status === 202) return { ok: true };
  const { error } = parse(body);
  const said = typeof error === "string" ? ` It says: ${error.slice(0, 300)}` : "";
  return { ok: false, why: `${adviceFor(status, url, said !== "")}${said}` };
}

function adviceFor(status: number, url: string, isOurs: boolean): string {
  if (!isOurs)
    return `What answers at ${url} is no watchroom (${status}). Say with --url where it runs.`;
  switch (status) {
    case 401:
      return "watchroom wants a token: set WATCHROOM_TOKENS as where it runs, or give --token.";
    case 403:
      return "watchroom refused it; signals need a token with the scope signals.";
    case 429:
    case 503:
      return "watchroom takes in nothing at the moment. Try again in a few seconds.";
    default:
      return `watchroom refused it (${status}).`;
  }
}

function parse(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
