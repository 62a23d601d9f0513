import { letterOf, post, signature, type Courier, type Parcel } from "./delivery.ts";
import { eventParcel } from "./happening.ts";
import type { Answer } from "./sockets.ts";
import type { State } from "./state.ts";

/** What Slack would never send, over HTTP; and what it sends to try out an address. */
export interface BadRequests {
  unsigned(): Promise<Answer>;
  wrongSecret(): Promise<Answer>;
  /** Signed for another body. */
  wrongBody(): Promise<Answer>;
  /** Signed well, so many seconds ago. */
  old(seconds?: number): Promise<Answer>;
  /** Signed well, and of so many bytes. */
  huge(bytes?: number): Promise<Answer>;
  /** Signed well, and no JSON. */
  garbage(): Promise<Answer>;
  /** `url_verification`, signed. */
  challenge(text: string): Promise<Answer>;
}

const MIB = 1_048_576;

export function badRequests(state: State, courier: Courier, withinMs: number): BadRequests {
  const usual = (): Parcel =>
    eventParcel(state, { type: "message", text: "x", channel: state.home.id, ts: state.ts() });
  const send = (body: string, headers: Readonly<Record<string, string>>): Promise<Answer> => {
    if (courier.requestUrl === null) throw new Error("the app is not told over HTTP");
    const all = { "content-type": "application/json", ...headers };
    return post({ url: courier.requestUrl, body, headers: all, withinMs });
  };
  const seconds = (): number => Math.floor(state.now() / 1_000);
  const signed = (body: string, at = seconds(), secret = state.signingSecret): Promise<Answer> =>
    send(body, signature(secret, at, body));
  const body = (): string => String(letterOf(state, usual()).body);
  return {
    unsigned: () => send(body(), {}),
    wrongSecret: () => signed(body(), seconds(), "ffffffffffffffffffffffffffffffff"),
    wrongBody: () => send(body(), signature(state.signingSecret, seconds(), "{}")),
    old: (ago = 301) => signed(body(), seconds() - ago),
    huge: (bytes = 5 * MIB) => signed(JSON.stringify({ text: "x".repeat(bytes) })),
    garbage: () => signed('{"type": "event_callback", '),
    challenge: (challenge) =>
      signed(JSON.stringify({ token: "verification", challenge, type: "url_verification" })),
  };
}
