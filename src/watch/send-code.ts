import { randomInt } from "node:crypto";
import type { Person } from "../oncall/person.ts";
import type { PhoneRoute } from "../ports/phone-records.ts";
import { byFirst, phoneWays, type Taken } from "./phone-ways.ts";
import type { Watch } from "./watch.ts";

const DIGITS = 6;

export type CodeSent =
  | Taken
  /** Nothing that is set up can send one: the number waits. */
  | { readonly outcome: "not-set-up" }
  /** Three went out already. Real. */
  | { readonly outcome: "held"; readonly until: number };

/** Sends a new code to a number; whoever types it has proven that it is theirs. The number waits until then. `only`: by the provider of this name. */
export async function sendCode(
  watch: Watch,
  { handle }: Person,
  {
    number,
    by,
    only = null,
  }: { readonly number: string; readonly by: PhoneRoute; readonly only?: string | null },
): Promise<CodeSent> {
  const { phones, clock } = watch;
  const ways = phoneWays(watch, by).filter(
    ({ name, tell }) => tell !== undefined && (only === null || name === only),
  );
  if (ways.length === 0) {
    await phones.keep({ handle, number, at: clock.now() });
    return { outcome: "not-set-up" };
  }
  const until = await phones.reserve(handle, number, clock.real());
  if (until !== null) return { outcome: "held", until };
  const code = String(randomInt(10 ** DIGITS)).padStart(DIGITS, "0");
  await phones.offer({ handle, number, code, by, at: clock.now(), real: clock.real() });
  const text = by === "sms" ? written(code) : spoken(code);
  const taken = await byFirst(ways, (notifier, signal) => notifier.tell!(text, number, signal));
  return taken ?? { outcome: "not-set-up" };
}

/** Plain ASCII, so that it is one message. */
function written(code: string): string {
  return `Your watchroom code is ${code}. Write to watchroom: phone ${code}. It is good for 10 minutes.`;
}

/** Digit by digit; the call says it twice. */
function spoken(code: string): string {
  return `This is watchroom. Your code is ${code.split("").join(", ")}.`;
}
