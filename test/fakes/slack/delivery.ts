import { createHmac } from "node:crypto";
import { request as send } from "node:http";
import type { Json } from "./shapes.ts";
import { NOTHING, type Answer, type Sockets } from "./sockets.ts";
import type { State } from "./state.ts";

/** What is told to the app: an event, a slash command, or something that was pressed or filled in. */
export interface Parcel {
  readonly kind: "events_api" | "slash_commands" | "interactive";
  readonly payload: Json;
}

export interface Retry {
  readonly num: number;
  readonly reason: string;
}

export interface Delivery {
  readonly parcel: Parcel;
  readonly retry: Retry | null;
  readonly answer: Answer;
}

export interface Post {
  readonly url: string;
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string>>;
  readonly withinMs: number;
}

export interface Courier {
  /** Where the app listens over HTTP; null: it is told over its sockets. */
  requestUrl: string | null;
  readonly deliveries: readonly Delivery[];
  /** Events that were not taken, and that Slack would tell of again. */
  readonly refused: readonly Parcel[];
  deliver(parcel: Parcel, retry?: Retry): Promise<Answer>;
  /** Tells of every event again that was not taken; three times at most. */
  retryAll(): Promise<readonly Answer[]>;
  /** Resolves when everything that was told has been answered, or was waited for long enough. */
  settled(): Promise<void>;
}

const MOST_RETRIES = 3;

export function createCourier(state: State, sockets: Sockets, withinMs: number): Courier {
  const deliveries: Delivery[] = [];
  const refused = new Map<Parcel, Retry>();
  const underway = new Set<Promise<Answer>>();

  const note = (parcel: Parcel, retry: Retry | null, answer: Answer): void => {
    deliveries.push({ parcel, retry, answer });
    refused.delete(parcel);
    const num = (retry?.num ?? 0) + 1;
    const isOver = num > MOST_RETRIES || answer.headers["x-slack-no-retry"] === "1";
    if (!answer.taken && parcel.kind === "events_api" && !isOver)
      refused.set(parcel, { num, reason: reasonOf(answer) });
    state.news.emit("change");
  };
  const courier: Courier = {
    requestUrl: null,
    deliveries,
    get refused() {
      return [...refused.keys()];
    },
    deliver: async (parcel, retry) => {
      const { requestUrl: url } = courier;
      const going =
        url === null
          ? sockets.send(envelopeOf(state, parcel, retry), withinMs)
          : post({ url, withinMs, ...letterOf(state, parcel, retry) });
      underway.add(going);
      const answer = await going;
      underway.delete(going);
      note(parcel, retry ?? null, answer);
      return answer;
    },
    retryAll: () =>
      Promise.all([...refused].map(([parcel, retry]) => courier.deliver(parcel, retry))),
    settled: async () => {
      while (underway.size > 0) await Promise.all(underway);
    },
  };
  return courier;
}

function reasonOf({ status, via }: Answer): string {
  if (status !== null) return "http_error";
  return via === "socket" ? "timeout" : "http_timeout";
}

function envelopeOf(state: State, { kind, payload }: Parcel, retry?: Retry): Json {
  return {
    envelope_id: state.id("envelope-"),
    type: kind,
    payload,
    accepts_response_payload: kind !== "events_api",
    ...(kind === "events_api" && {
      retry_attempt: retry?.num ?? 0,
      retry_reason: retry?.reason ?? "",
    }),
  };
}

/** As it goes over HTTP, signed. */
export function letterOf(
  state: State,
  { kind, payload }: Parcel,
  retry?: Retry,
): Pick<Post, "body" | "headers"> {
  const isJson = kind === "events_api";
  const body = isJson
    ? JSON.stringify(payload)
    : new URLSearchParams(
        kind === "interactive" ? { payload: JSON.stringify(payload) } : (payload as {}),
      ).toString();
  return {
    body,
    headers: {
      "content-type": isJson ? "application/json" : "application/x-www-form-urlencoded",
      ...signature(state.signingSecret, Math.floor(state.now() / 1_000), body),
      ...(retry && {
        "x-slack-retry-num": String(retry.num),
        "x-slack-retry-reason": retry.reason,
      }),
    },
  };
}

/** `at` in seconds. */
export function signature(secret: string, at: number, body: string): Record<string, string> {
  const hash = createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex");
  return { "x-slack-request-timestamp": String(at), "x-slack-signature": `v0=${hash}` };
}

/** One connection for each. Whatever goes wrong with it is no answer; an answer that comes before all was sent counts. */
export function post({ url, body, headers, withinMs }: Post): Promise<Answer> {
  return new Promise((resolve) => {
    const answer = (given: Partial<Answer>): void => {
      clearTimeout(timer);
      resolve({ ...NOTHING, via: "http", ...given });
    };
    let isAnswered = false;
    const sent = send(url, { method: "POST", agent: false, headers }, (response) => {
      isAnswered = true;
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", () => answer({}));
      response.on("end", () => {
        const status = response.statusCode ?? 0;
        const taken = status >= 200 && status < 300;
        const text = Buffer.concat(parts).toString();
        answer({ taken, status, body: parsed(text), headers: response.headers as {} });
        sent.destroy();
      });
    });
    const timer = setTimeout(() => {
      sent.destroy();
      answer({});
    }, withinMs);
    sent.on("error", () => {
      if (!isAnswered) answer({});
    });
    sent.setHeader("user-agent", "Slackbot 1.0 (+https://api.slack.com/robots)");
    sent.setHeader("content-length", Buffer.byteLength(body));
    sent.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === "" ? null : text;
  }
}
