import { unsilence as unsilenceAlert } from "../watch/silence.ts";
import { findAlert } from "./find-alert.ts";
import type { Command } from "./command.ts";
import { tellAsker, tellTeam, usageOf } from "./reply.ts";
import { actorOf, name } from "./said.ts";

export const unsilence: Command = {
  name: "unsilence",
  usage: "unsilence <alert|all>",
  summary: "Ends a silence now.",
  respondersOnly: true,
  async run(context, words) {
    if (words.length === 0) return usageOf(unsilence);
    const found = await findAlert(context.watch, words.join(" "));
    if (!found.ok) return tellAsker(found.why);
    const was = await unsilenceAlert(context.watch, { alert: found.alert, by: actorOf(context) });
    return was
      ? tellTeam(`${found.said} is no longer silent, says ${name(context.person)}.`)
      : tellAsker(`${found.said} was not silent.`);
  },
};
