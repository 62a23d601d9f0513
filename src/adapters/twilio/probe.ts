import { z } from "zod";
import { SECOND } from "../../lib/durations.ts";
import type { Failure } from "../../ports/failure.ts";
import type { PhoneRoute } from "../../ports/phone-records.ts";
import type { Probe } from "../../ports/probe.ts";
import { ask } from "./account.ts";
import { messagesAddress } from "./addresses.ts";
import type { TwilioParts } from "./parts.ts";
import { readAsked, type Reading } from "./read-reply.ts";

const TIMEOUT_MS = 5 * SECOND;
/** Of whatever currency: a night of calls. */
const LOW_BALANCE = 5;

const accountSchema = z.object({ status: z.string(), type: z.string().catch("") });
const balanceSchema = z.object({
  balance: z.string().min(1).pipe(z.coerce.number()),
  currency: z.string().max(8),
});
const numberSchema = z.object({
  phone_number: z.string(),
  capabilities: z.object({ voice: z.boolean().catch(false), sms: z.boolean().catch(false) }),
  sms_url: z.string().nullable().catch(null),
});
const numbersSchema = z.object({ incoming_phone_numbers: z.array(numberSchema) });

type Ask = <T>(path: string, schema: z.ZodType<T>) => Promise<Reading<T>["came"]>;
type OwnNumber = z.infer<typeof numberSchema>;

/** Whether the account is well, has credit, and our number can do this. Nobody is contacted. */
export async function probe(
  { config, callbackUrl }: TwilioParts,
  route: PhoneRoute,
  signal: AbortSignal,
): Promise<Probe> {
  const get: Ask = async (path, schema) =>
    readAsked(await ask(config, { path, timeoutMs: TIMEOUT_MS, signal }), schema).came;
  const account = await get("", accountSchema);
  if ("outcome" in account) return unanswered(account);
  if (account.status !== "active")
    return bad(
      `Twilio says that the account is ${account.status === "closed" ? "closed" : "suspended"}`,
      "Look at the console's Billing page: add credit, or answer what Twilio asks there.",
    );
  const filter = new URLSearchParams({ PhoneNumber: config.from }).toString();
  const numbers = await get(`/IncomingPhoneNumbers.json?${filter}`, numbersSchema);
  if ("outcome" in numbers) return unanswered(numbers);
  const own = numbers.incoming_phone_numbers.find((one) => one.phone_number === config.from);
  const trouble = troubleOf(own, route);
  if (trouble !== null) return trouble;
  const balance = await get("/Balance.json", balanceSchema);
  // An account below another one has no balance of its own.
  const credit = "outcome" in balance ? null : balance;
  if (credit !== null && credit.balance <= 0)
    return bad("Twilio has no credit left", "Add credit in the console, under Billing.");
  return {
    ok: true,
    said: [
      route === "voice" ? "Twilio can call" : "Twilio can send SMS",
      ...(account.type === "Trial" ? ["a trial reaches only numbers verified in its console"] : []),
      ...(credit !== null && credit.balance < LOW_BALANCE
        ? [`only ${credit.balance.toFixed(2)} ${credit.currency} of credit is left`]
        : []),
      ...(route === "sms" ? answers(own?.sms_url ?? "", callbackUrl) : keys(callbackUrl)),
    ].join("; "),
  };
}

function troubleOf(own: OwnNumber | undefined, route: PhoneRoute): Probe | null {
  if (own === undefined)
    return bad(
      "TWILIO_FROM is no number of this Twilio account",
      "Set TWILIO_FROM to one of the console's Active numbers, as +15551234567.",
    );
  if (own.capabilities[route]) return null;
  return route === "voice"
    ? bad("our Twilio number cannot call", "Buy one with Voice, and set TWILIO_FROM to it.")
    : bad("our Twilio number cannot send SMS", "Buy one with SMS, and set TWILIO_FROM to it.");
}

/** Pages go out all the same, so that it is no fault; but nobody should find out at night. */
function answers(smsUrl: string, callbackUrl: string | null): readonly string[] {
  if (callbackUrl === null) return ["answers by SMS cannot reach us: PUBLIC_URL is not set"];
  const ours = messagesAddress(callbackUrl);
  return smsUrl.split("#")[0] === ours
    ? []
    : [`answers by SMS do not reach us: set the number's "A message comes in" to ${ours}`];
}

function keys(callbackUrl: string | null): readonly string[] {
  return callbackUrl === null ? ["keys cannot be pressed: PUBLIC_URL is not set"] : [];
}

function unanswered({ reason }: Failure): Probe {
  switch (reason) {
    case "unauthorized":
      return bad(
        "Twilio refuses our account SID and token",
        "Copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from the console's first page.",
      );
    case "unpaid":
      return bad(
        "Twilio says that the account is suspended",
        "Look at the console's Billing page: add credit, or answer what Twilio asks there.",
      );
    case "unreachable":
      return bad(
        "Twilio cannot be reached",
        "Look whether this machine may call api.twilio.com, and whether TWILIO_API_URL is right.",
      );
    case "rate-limited":
      return bad("Twilio takes no more requests for now", "Ask again in a minute.");
    case "timeout":
    case "server-error":
    case "rejected":
    case "bad-destination":
    case "opted-out":
      return bad("Twilio does not answer as it should", "Look at status.twilio.com.");
  }
}

function bad(said: string, mend: string): Probe {
  return { ok: false, said, mend };
}
