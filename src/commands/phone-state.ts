import { shownPhoneNumber } from "../oncall/phone-number.ts";
import type { KnownPhone, Phone, PhoneRoute } from "../ports/phone-records.ts";
import { hasPhones } from "../watch/phone-ways.ts";
import type { Context } from "./command.ts";
import { whyFailing } from "./phone-refusals.ts";
import { at } from "./said.ts";

export const NOT_SET_UP =
  "Nothing that calls is set up, so no number can be verified yet: the phone on watchroom's own page stands for it. Whoever runs watchroom sets TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM, or TELNYX_API_KEY, TELNYX_APPLICATION_ID, TELNYX_FROM and TELNYX_PUBLIC_KEY.";
export const NONE = "You have given no phone number.";

const WAYS: Readonly<Record<PhoneRoute, string>> = { sms: "SMS", voice: "a call" };

/** How somebody's phone stands, sentence by sentence, for themselves. */
export async function phoneState(context: Context): Promise<readonly string[]> {
  const { watch, person } = context;
  const [found, pending] = await Promise.all([
    watch.phones.find(person.handle),
    watch.phones.pending(person.handle),
  ]);
  if (found === null) return [NONE];
  switch (found.state) {
    case "unreadable":
      return [
        "Your phone number cannot be read: WATCHROOM_SECRET has changed since. Give it again.",
      ];
    case "unverified":
      return [
        `Your phone number is ${shown(found)}, not verified: no page goes there.`,
        hasPhones(watch)
          ? "Write `phone 123456` with the code that was sent to it. `phone call` has a new one said to you, and giving the number again sends a new one."
          : NOT_SET_UP,
      ];
    case "known":
      return [
        `Your phone number is ${shown(found)}, verified by ${WAYS[found.phone.verifiedBy]} ${at(context, found.phone.verifiedAt)}.`,
        ...proofs(context, found.phone),
        ...troubles(context, found.phone),
        ...(pending === null || pending === found.number
          ? []
          : [`${shownPhoneNumber(pending)} takes its place once it is verified.`]),
      ];
  }
}

const shown = ({ number }: Exclude<KnownPhone, { readonly state: "unreadable" }>): string =>
  shownPhoneNumber(number);

function proofs(context: Context, { verifiedBy, testedAt }: Phone): readonly string[] {
  return [
    testedAt === null
      ? "It is not yet tested by a call: `phone test` rings you now."
      : `Last tested by a call ${at(context, testedAt)}.`,
    ...(verifiedBy === "voice" ? ["No SMS is proven yet: `contact test` sends one."] : []),
  ];
}

function troubles(context: Context, { failing, stoppedAt }: Phone): readonly string[] {
  return [
    ...(failing === null
      ? []
      : [
          `${failing.by === "sms" ? "An SMS" : "A call"} did not reach it ${at(context, failing.at)}: ${whyFailing(failing)}. Give the number again once that is mended.`,
        ]),
    ...(stoppedAt === null
      ? []
      : [
          `No SMS goes there: you sent STOP ${at(context, stoppedAt)}. Send START to the number that our messages come from.`,
        ]),
  ];
}
