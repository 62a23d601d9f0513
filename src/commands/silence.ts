import { parseUntil } from "../oncall/parse-until.ts";
import { silence as silenceAlert } from "../watch/silence.ts";
import { findAlert } from "./find-alert.ts";
import type { Command } from "./command.ts";
import { tellAsker, tellRoom, usageOf } from "./reply.ts";
import { actorOf, untilWords, zoneFor } from "./said.ts";

export const silence: Command = {
  name: "silence",
  usage: "silence <alert|all> for 2h",
  summary: "Nobody is told of it or called for it until then; what still fires then is told.",
  respondersOnly: true,
  async run(context, words) {
    const time = words.findLastIndex((word) => ["for", "until"].includes(word.toLowerCase()));
    if (time < 1) return usageOf(silence);
    const until = parseUntil(words.slice(time), context.watch.clock.now(), zoneFor(context));
    if (!until.ok) return tellAsker(until.why);
    if (until.at === null || until.rest.length > 0) return usageOf(silence);
    const found = await findAlert(context.watch, words.slice(0, time).join(" "));
    if (!found.ok) return tellAsker(found.why);
    await silenceAlert(context.watch, {
      alert: found.alert,
      until: until.at,
      by: actorOf(context),
    });
    return tellRoom(`${found.said} is silent${untilWords(context, until.at)}.`);
  },
};
