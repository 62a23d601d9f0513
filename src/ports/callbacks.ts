import type { Progress } from "./notifier.ts";

/** What a phone call does next: each provider renders it in its own markup. */
export interface CallScript {
  /** Sentences, spoken in this order with a pause between; plain text that may come from outside. */
  readonly say: readonly string[];
  /** Then waits for one key; null: hangs up. `silence`: the round that follows when nobody presses one; null: hangs up then. */
  readonly keys: { readonly silence: number | null } | null;
}

/** What somebody did in a service that we handed over to. */
export interface HandedBack {
  readonly via: string;
  /** Unique at that service: the same event may come several times. */
  readonly id: string;
  /** Number of the incident. */
  readonly incident: number;
  readonly act: "acknowledge" | "unacknowledge" | "resolve";
  /** A name to show; comes from outside. */
  readonly by: string;
  /** Real milliseconds. */
  readonly at: number;
}

/** An SMS that came in. */
export interface IncomingSms {
  readonly provider: string;
  /** Unique at the provider: the same message may be told several times. */
  readonly id: string;
  readonly from: string;
  readonly text: string;
}

/** What providers tell watchroom, and what it is to say to them: the same for every vendor. The signature has been checked before. */
export interface Callbacks {
  /** What to say in this round of a call; 1 is the first. Null: the token is forged or has expired. */
  script(token: string, round: number): Promise<CallScript | null>;
  /** A key was pressed in a call. Null: as above. */
  pressed(token: string, digit: string): Promise<CallScript | null>;
  /** How a call, an SMS or a push goes on. Late, repeated and out-of-order ones do no harm. False: as above. */
  reported(token: string, progress: Progress): Promise<boolean>;
  /** Answers what to send back to that number; null: nothing. */
  texted(sms: IncomingSms): Promise<string | null>;
  handedBack(event: HandedBack): Promise<void>;
}
