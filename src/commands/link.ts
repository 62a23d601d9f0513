import type { Answer } from "../ports/inward.ts";
import { link as linkPeople } from "../watch/link.ts";
import { offerLink } from "../watch/offer-link.ts";
import type { Command, Context } from "./command.ts";
import { tellAsker, usageOf } from "./reply.ts";
import { mention } from "./said.ts";

/** Answers the asker alone, always: whoever types the code is taken for them. */
export const link: Command = {
  name: "link",
  usage: "link [code]",
  summary:
    "You are known in two places as two people: a code that is shown in one and typed in the other makes one of them.",
  respondersOnly: false,
  async run(context, [code, ...more]) {
    if (more.length > 0) return usageOf(link);
    return code === undefined ? offer(context) : use(context, code);
  },
};

async function offer({ watch, person }: Context): Promise<Answer> {
  const code = await offerLink(watch, person);
  return tellAsker(
    `Write \`link ${code}\` to me where you are known as somebody else, within 10 minutes. It works once. Give it to nobody: whoever writes it is you.`,
  );
}

async function use(context: Context, code: string): Promise<Answer> {
  const { watch, person } = context;
  const linked = await linkPeople(watch, person, code.toUpperCase());
  switch (linked.outcome) {
    case "linked": {
      const { kept, given } = linked;
      const isOnThePage = given.joinedBy === undefined;
      return tellAsker(
        `You are ${mention(kept)} in both places from now on; ${mention(given)} is gone.${isOnThePage ? " Reload watchroom's own page where it is open." : ""}`,
      );
    }
    case "yourself":
      return tellAsker(
        "You are the same person here and where this code was shown. Write it where you are known as somebody else.",
      );
    case "no-code":
      return tellAsker(
        "This code is not good: it was used, or is older than 10 minutes. `link` makes another.",
      );
    case "again":
      return tellAsker("Nothing was changed. `link` makes another code: try again.");
  }
}
