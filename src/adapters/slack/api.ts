import type { Failure } from "../../ports/failure.ts";

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
