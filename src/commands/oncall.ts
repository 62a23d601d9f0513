import type { Duty } from "../oncall/who-is-on-call.ts";
import { dutyAt, dutyNow } from "../watch/duty-now.ts";
import type { Command, Context } from "./command.ts";
import { tellRoom, usageOf } from "./reply.ts";
import { name, untilWords } from "./said.ts";

export const NOBODY_TO_CALL = "Nobody can be called: no responder has joined.";

export const oncall: Command = {
  name: "oncall",
  usage: "oncall",
  summary: "Who is on call, until when, and who comes next.",
  respondersOnly: false,
  forGuests: true,
  async run(context, words) {
    if (words.length > 0) return usageOf(oncall);
    const duty = await dutyNow(context.watch);
    return tellRoom(
      duty.onCall === null ? NOBODY_TO_CALL : await sayDuty(context, duty.onCall.name, duty),
    );
  },
};

async function sayDuty(context: Context, onCall: string, duty: Duty): Promise<string> {
  const next = duty.until === null ? null : (await dutyAt(context.watch, duty.until)).onCall;
  return [
    `${name({ name: onCall })} is on call${untilWords(context, duty.until)}.`,
    ...(next === null ? [] : [`Then ${name(next)}.`]),
    ...(duty.secondary === null || duty.secondary.handle === next?.handle
      ? []
      : [`Second is ${name(duty.secondary)}.`]),
  ].join(" ");
}
