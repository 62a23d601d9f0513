import { listed } from "../lib/listed.ts";
import { allowCalls } from "../watch/allow-calls.ts";
import { dutyNow } from "../watch/duty-now.ts";
import { refuseCalls } from "../watch/refuse-calls.ts";
import type { Context } from "./command.ts";
import { mention } from "./said.ts";

const MOST_NAMED = 5;

export async function callMe({ watch, person }: Context): Promise<string> {
  if (!(await allowCalls(watch, person))) return "You can be called already.";
  const { onCall } = await dutyNow(watch);
  return onCall?.handle === person.handle
    ? "You can be called from now on, and you are on call now."
    : "You can be called from now on.";
}

export async function callMeNot({ watch, person }: Context): Promise<string> {
  const refused = await refuseCalls(watch, person);
  switch (refused.outcome) {
    case "done":
      return "You are not called any more. You can still acknowledge and resolve.";
    case "already":
      return "You are not called anyway.";
    case "on-call": {
      const others = refused.others.slice(0, MOST_NAMED).map(mention);
      return others.length === 0
        ? "You are on call, and nobody else can be called. Somebody else has to say `contact on` and then `take` first."
        : `You are on call. Let somebody take over first: ${listed(others, "or")} can, with \`take\`.`;
    }
  }
}
