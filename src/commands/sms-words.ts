import { nearestName } from "../lib/nearest-name.ts";

/** What somebody wants who sends an SMS. */
export type SmsWish =
  | {
      readonly kind: "act";
      readonly verb: SmsVerb;
      /** Null: none was named. */
      readonly number: number | null;
    }
  /** The vendor sends nothing to them any more. */
  | { readonly kind: "stop" }
  /** `isYes`: the same word may be an answer to something else. */
  | { readonly kind: "start"; readonly isYes: boolean }
  /** It is nearly one of ours. */
  | { readonly kind: "nearly" }
  | { readonly kind: "other" };

export type SmsVerb = "acknowledge" | "escalate";

const MOST_READ = 200;

/** The words by which carriers let people end and resume what they are sent. */
const STOP = /^(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)$/;
const START = /^(start|unstop|yes)$/;

const COMMAND =
  /^\s*((?:ack|esc)[a-z]*)(?:[\s,.:;-]*(?:\b(?:incident|number|no|nr)\b)?[\s.:]*#?\s*(\d+)(?!\w|[.,]\d))?/i;
/** "ack?", "ack not possible": whoever means no is asked again. */
const NO_ACK =
  /^\s+(?:not|never|no(?!\.|\s*\d)|nope|can'?t|cannot|don'?t|didn'?t|doesn'?t|won'?t)\b|\?\s*$/i;
/** Any beginning of them, from three letters on. */
const VERBS: readonly (readonly [SmsVerb, readonly string[]])[] = [
  [
    "acknowledge",
    [
      "acknowledged",
      "acknowledging",
      "acknowledgement",
      "acknowledgment",
      "acked",
      "acking",
      "acks",
    ],
  ],
  ["escalate", ["escalated", "escalates", "escalating", "escalation"]],
];

const MEANT = ["ack", "acknowledge", "esc", "escalate"];
const ANSWERS =
  /^(ok|okay|k|kk|yes|yep|yeah|y|yup|roger|got|mine|accept|accepted|take|taken|\d{1,9})$/;
const LONGEST_WORD = 20;

export function readSms(text: string): SmsWish {
  const head = text.slice(0, MOST_READ);
  const whole = head
    .trim()
    .replace(/[.!]+$/, "")
    .toLowerCase();
  if (STOP.test(whole)) return { kind: "stop" };
  if (START.test(whole)) return { kind: "start", isYes: whole === "yes" };
  const [command = "", word = "", digits] = COMMAND.exec(head) ?? [];
  const verb = verbOf(word.toLowerCase());
  if (verb === "acknowledge" && NO_ACK.test(head.slice(command.length).replaceAll("’", "'")))
    return { kind: "nearly" };
  if (verb !== null)
    return { kind: "act", verb, number: digits === undefined ? null : Number(digits) };
  return { kind: isNearlyOurs(head) ? "nearly" : "other" };
}

function verbOf(word: string): SmsVerb | null {
  if (word === "") return null;
  const found = VERBS.find(([, forms]) => forms.some((form) => form.startsWith(word)));
  return found?.[0] ?? null;
}

function isNearlyOurs(text: string): boolean {
  const word = /[a-z]+|\d+/i.exec(text)?.[0].toLowerCase() ?? "";
  if (word.length > LONGEST_WORD) return false;
  return (
    ANSWERS.test(word) ||
    nearestName(word, MEANT) !== null ||
    MEANT.some((meant) => inOrder(meant) === inOrder(word)) ||
    /^(ack|esc)/.test(word)
  );
}

/** Two letters in the wrong order are the commonest mistake of all. */
const inOrder = (word: string): string => Array.from(word).toSorted().join("");
