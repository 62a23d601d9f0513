import { answerNewest } from "./answer-newest.ts";
import type { Command } from "./command.ts";
import { usageOf } from "./reply.ts";

export const decline: Command = {
  name: "decline",
  usage: "decline",
  summary: "You do not take over what you were last asked to.",
  respondersOnly: false,
  unaddressed: (words) => words.length === 0,
  run: async (context, words) =>
    words.length > 0 ? usageOf(decline) : answerNewest(context, false),
};
