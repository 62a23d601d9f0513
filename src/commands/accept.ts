import { answerNewest } from "./answer-newest.ts";
import type { Command } from "./command.ts";
import { usageOf } from "./reply.ts";

export const accept: Command = {
  name: "accept",
  usage: "accept",
  summary: "You take over what you were last asked to.",
  respondersOnly: true,
  unaddressed: (words) => words.length === 0,
  run: async (context, words) => (words.length > 0 ? usageOf(accept) : answerNewest(context, true)),
};
