/** What the server says and hears. Every instant is in milliseconds of the server's clock, which may be time-lapsed. */
export interface Me {
  readonly handle: string;
  readonly name: string;
  readonly responder: boolean;
}

export type Occupancy = "occupied" | "empty" | "unknown";
export type Act = "acknowledge" | "resolve" | "escalate";

export interface Presence {
  readonly people: readonly Me[];
  readonly here: readonly string[];
  readonly occupancy: Occupancy;
  readonly onCall: string | null;
}

export interface CommandHelp {
  readonly usage: string;
  readonly summary: string;
}

export interface Hello extends Presence {
  readonly now: number;
  readonly factor: number;
  readonly reactions: Readonly<Record<Act, readonly string[]>>;
  readonly commands: readonly CommandHelp[];
  readonly phoneReal: boolean;
}

export interface Reaction {
  readonly emoji: string;
  readonly by: string;
  readonly byName: string;
}

export interface CardJson {
  readonly number: number;
  readonly status: "triggered" | "acknowledged" | "resolved";
  readonly severity: string;
  readonly title: string;
  readonly summary: string | null;
  readonly measure: string | null;
  readonly openedAt: number;
  readonly acknowledgedBy: string | null;
  readonly resolvedBy: string | null;
  readonly resolvedAt: number | null;
  readonly standing: string;
  readonly callsAt: number | null;
  readonly onCall: string | null;
  readonly stepsHtml: string | null;
  readonly playbookUrl: string | null;
  readonly remarks: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly count: number;
  /** Attributes of the picture. */
  readonly chart: { readonly src: string; readonly alt: string } | null;
}

/** `html` and `stepsHtml` are made safe by the server, and nothing else may become markup. */
export interface Message {
  readonly id: string;
  readonly at: number;
  readonly author: string;
  readonly authorName: string;
  readonly bot: boolean;
  readonly text: string;
  readonly html: string;
  readonly incident: number | null;
  readonly card: CardJson | null;
  readonly loud: boolean;
  readonly private: boolean;
  readonly reactions: readonly Reaction[];
}

export interface PhonePage {
  readonly id: string;
  readonly notifier: "push" | "sms" | "voice";
  readonly state: "ringing" | "shown" | "ended";
  readonly text: string;
  readonly incidents: readonly number[];
  readonly at: number;
  readonly note: string | null;
}
