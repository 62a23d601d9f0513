/** Ways to one person. */
export const PERSONAL_METHODS = ["dm", "push", "sms", "voice"] as const;
/** Ways to a service that then calls people itself, by schedules of its own: one page for all. */
export const HAND_OVERS = ["pagerduty", "opsgenie"] as const;
/** The ways out that a policy can name. */
export const METHODS = [...PERSONAL_METHODS, ...HAND_OVERS] as const;
export type PersonalMethod = (typeof PERSONAL_METHODS)[number];
export type HandOver = (typeof HAND_OVERS)[number];
export type Method = (typeof METHODS)[number];

export function isHandOver(method: Method): method is HandOver {
  return HAND_OVERS.some((one) => one === method);
}

/** Then it does not matter whom the step pages. */
export function onlyHandsOver({ by }: Pick<Step, "by">): boolean {
  return by.every(isHandOver);
}

const SERVICES: Readonly<Record<HandOver, string>> = {
  pagerduty: "PagerDuty",
  opsgenie: "Opsgenie",
};

/** As the service calls itself; null for any other handle or method. */
export function serviceName(handle: unknown): string | null {
  return typeof handle === "string" && Object.hasOwn(SERVICES, handle)
    ? SERVICES[handle as HandOver]
    : null;
}

/** `on-call`, `secondary`, `everyone`, or a person's handle. */
export type Target = string;

/** How escalation goes. All durations in milliseconds. Copied into the incident when it opens. */
export interface Policy {
  readonly name: string;
  /** How long the room has before anybody is called. */
  readonly waitMs: number;
  readonly emptyRoom: "escalate" | "wait";
  readonly reactions: {
    readonly acknowledge: readonly string[];
    readonly resolve: readonly string[];
    readonly escalate: readonly string[];
  };
  readonly steps: readonly Step[];
  /** From the planned start of the last step to the next round. At least five minutes. */
  readonly againMs: number;
  readonly acknowledged: { readonly remindMs: number; readonly reopenMs: number };
}

export interface Step {
  /** From the actual start of the step before. */
  readonly afterMs: number;
  /** Whom the personal ways lead to; a hand-over is one page, whoever this is. */
  readonly page: Target;
  readonly by: readonly Method[];
  /** `times` counts all pages of the step. */
  readonly repeat: { readonly everyMs: number; readonly times: number };
}

const MINUTE_MS = 60_000;

/** Used when the book has no policy of the wanted name. A pager without a policy must still page. */
export const BUILT_IN_POLICY: Policy = {
  name: "default",
  waitMs: 10 * MINUTE_MS,
  emptyRoom: "escalate",
  reactions: {
    acknowledge: ["eyes", "white_check_mark"],
    resolve: ["checkered_flag"],
    escalate: ["sos"],
  },
  steps: [
    { afterMs: 0, page: "on-call", by: ["dm", "push"], repeat: { everyMs: 0, times: 1 } },
    { afterMs: 2 * MINUTE_MS, page: "on-call", by: ["sms"], repeat: { everyMs: 0, times: 1 } },
    {
      afterMs: 3 * MINUTE_MS,
      page: "on-call",
      by: ["voice"],
      repeat: { everyMs: 3 * MINUTE_MS, times: 5 },
    },
    {
      afterMs: 15 * MINUTE_MS,
      page: "secondary",
      by: ["dm", "push", "sms", "voice"],
      repeat: { everyMs: 0, times: 1 },
    },
    {
      afterMs: 15 * MINUTE_MS,
      page: "everyone",
      by: ["push", "sms", "voice"],
      repeat: { everyMs: 0, times: 1 },
    },
  ],
  againMs: 30 * MINUTE_MS,
  acknowledged: { remindMs: 30 * MINUTE_MS, reopenMs: 60 * MINUTE_MS },
};
