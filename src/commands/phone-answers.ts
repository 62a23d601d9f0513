import { counted } from "../lib/counted.ts";
import { HOUR, MINUTE } from "../lib/durations.ts";
import { shownPhoneNumber } from "../oncall/phone-number.ts";
import type { Answer } from "../ports/inward.ts";
import type { CodeVerdict, PhoneRoute } from "../ports/phone-records.ts";
import type { CodeSent } from "../watch/send-code.ts";
import type { Watch } from "../watch/watch.ts";
import { whyRefused } from "./phone-refusals.ts";
import { NOT_SET_UP } from "./phone-state.ts";
import { providerName } from "./provider-name.ts";
import { tellAsker } from "./reply.ts";

/** What became of a code that was to go out, for whoever gave the number. */
export function codeAnswer(
  { clock }: Pick<Watch, "clock">,
  number: string,
  by: PhoneRoute,
  sent: CodeSent,
): Answer {
  const shown = shownPhoneNumber(number);
  switch (sent.outcome) {
    case "sent":
      return {
        ...tellAsker(
          by === "sms"
            ? `A code is on its way to ${shown} by SMS (${providerName(sent.notifier)}). Write \`phone 123456\` with its digits within 10 minutes. If none comes, \`phone call\` has one said to you.`
            : `${shown} rings now (${providerName(sent.notifier)}), and the call says a code twice. Write \`phone 123456\` with its digits within 10 minutes. Only the newest code counts.`,
        ),
        form: "code",
      };
    case "not-set-up":
      return tellAsker(
        by === "sms"
          ? `${shown} is kept, and not verified. ${NOT_SET_UP}`
          : `No calls are set up. ${NOT_SET_UP}`,
      );
    case "held":
      return wrong(heldWords(sent.until - clock.real()));
    case "failed":
      return wrong(
        `${by === "sms" ? "No SMS went" : "No call went"} to ${shown}: ${whyRefused(sent.failure, sent.notifier)}.`,
      );
  }
}

const LONGEST_MINUTES = 90;

/** @param leftMs real milliseconds until the next may go out */
export function heldWords(leftMs: number): string {
  const minutes = Math.max(1, Math.ceil(leftMs / MINUTE));
  const left =
    minutes > LONGEST_MINUTES
      ? counted(Math.ceil(leftMs / HOUR), "hour")
      : counted(minutes, "minute");
  return `Nothing was sent: three codes or tests in ten minutes are the most for a person and for a number, and twelve in a day for a person. Try again in ${left}.`;
}

export function verdictAnswer(verdict: CodeVerdict): Answer {
  switch (verdict.outcome) {
    case "verified": {
      const shown = shownPhoneNumber(verdict.number);
      return tellAsker(
        verdict.phone.testedAt === null
          ? `${shown} is verified: pages by SMS and by call go there. It is not yet tested by a call: \`phone test\` rings you now.`
          : `${shown} is verified: pages by SMS and by call go there.`,
      );
    }
    case "wrong":
      return wrong(
        verdict.left === 0
          ? "That is not the code, and it was the last try. Give the number again for a new one."
          : `That is not the code. ${counted(verdict.left, "try", "tries")} left.`,
      );
    case "none":
      return wrong(
        "No code is waiting for you: it was used, is older than 10 minutes, or was tried five times. Give the number again for a new one.",
      );
    case "taken":
      return wrong(
        "Somebody else here has verified this number, so it was not taken. A number belongs to one person: they say `phone remove` first.",
      );
  }
}

const wrong = (text: string): Answer => ({ ...tellAsker(text), form: "wrong" });
