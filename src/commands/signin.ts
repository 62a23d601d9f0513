import type { Command } from "./command.ts";
import { tellSecret, usageOf } from "./reply.ts";

export const signin: Command = {
  name: "signin",
  usage: "signin",
  summary: "A link that signs you in on another device.",
  respondersOnly: false,
  async run({ watch, person }, words) {
    if (words.length > 0) return usageOf(signin);
    return tellSecret(
      `Open this on the other device within 15 minutes. It works once, and signs in as you: <${watch.signInLinks.make(person)}>`,
    );
  },
};
