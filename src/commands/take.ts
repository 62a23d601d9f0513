import { parseUntil } from "../oncall/parse-until.ts";
import type { Answer } from "../ports/inward.ts";
import { take as takeOver, type Taken } from "../watch/take.ts";
import type { Command, Context } from "./command.ts";
import { tellAsker, tellTeam, usageOf } from "./reply.ts";
import { name, untilWords, zoneFor } from "./said.ts";

export const take: Command = {
  name: "take",
  usage: "take [for 4h]",
  summary: "You are on call from now on, without asking anybody.",
  respondersOnly: true,
  async run(context, words) {
    const until = parseUntil(words, context.watch.clock.now(), zoneFor(context));
    if (!until.ok) return tellAsker(until.why);
    if (until.rest.length > 0) return usageOf(take);
    return sayTaken(
      context,
      await takeOver(context.watch, { person: context.person.handle, until: until.at }),
    );
  },
};

function sayTaken(context: Context, taken: Taken): Answer {
  switch (taken.outcome) {
    case "taken": {
      const relieved =
        taken.from === null || taken.from.handle === context.person.handle
          ? ""
          : ` ${name(taken.from)} is relieved.`;
      return tellTeam(
        `${name(context.person)} is on call now${untilWords(context, taken.override.until)}.${relieved}`,
      );
    }
    case "already":
      return tellAsker(`You are on call already${untilWords(context, taken.until)}.`);
    case "not-a-responder":
      return tellAsker("Only responders can be on call.");
  }
}
