import type { Verb } from "./markup.ts";

export type CallState =
  | "queued"
  | "initiated"
  | "ringing"
  | "in-progress"
  | "completed"
  | "busy"
  | "no-answer"
  | "failed"
  | "canceled";

export interface Listening {
  readonly digits: number | null;
  readonly seconds: number;
  /** Absolute. */
  readonly action: string | null;
  readonly method: "GET" | "POST";
  readonly finishOnKey: string;
  readonly rest: readonly Verb[];
}

/** What the program asked for when it placed a call. */
export interface CallAsked {
  readonly to: string;
  readonly from: string;
  readonly url: string | null;
  readonly method: "GET" | "POST";
  readonly inline: string | null;
  readonly statusUrl: string | null;
  readonly statusMethod: "GET" | "POST";
  readonly events: readonly string[];
  readonly ringSeconds: number;
  readonly maxSeconds: number;
  readonly detectsMachines: boolean;
}

export interface FakeCall {
  readonly sid: string;
  readonly asked: CallAsked;
  readonly to: string;
  readonly from: string;
  readonly placedAt: number;
  status: CallState;
  answeredBy: string | null;
  /** All that was spoken, a piece for each Say. */
  readonly spoken: string[];
  /** How much of that had been spoken when the last key was pressed, or the last wait began. */
  heardUpTo: number;
  readonly pressed: string[];
  /** What is being waited for; null: nothing. */
  listening: Listening | null;
  /** Where the document that is being followed came from. */
  base: string | null;
  /** Seconds that a real call would have taken so far. */
  seconds: number;
  documents: number;
  sequence: number;
  turn: number;
  endedBy: "program" | "phone" | "script" | "network" | null;
}

export interface FakeSms {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly text: string;
  readonly statusUrl: string | null;
  /** Whether it came as an answer to an incoming one. */
  readonly isReply: boolean;
  readonly at: number;
  status: "queued" | "sent" | "delivered" | "undelivered" | "failed";
  errorCode: number | null;
}

export const isOver = ({ status }: FakeCall): boolean =>
  ["completed", "busy", "no-answer", "failed", "canceled"].includes(status);

export type Pairs = readonly (readonly [string, string])[];

export function form(pairs: Pairs): string {
  return new URLSearchParams(
    pairs.map(([name, value]): [string, string] => [name, value]),
  ).toString();
}

export const FORM = "application/x-www-form-urlencoded";
