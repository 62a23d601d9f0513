import type { Answer } from "../ports/inward.ts";
import { notifiersBy } from "../watch/ways-out.ts";
import type { Context } from "./command.ts";
import { tellAsker, tellSecret } from "./reply.ts";

/** What was said, and where something that is for watchroom alone can be given. Who can be written to directly is told so, by `inDirect`; else it is a page of their own. */
export async function tellElsewhere(
  { watch, person }: Context,
  said: string,
  inDirect: string,
): Promise<Answer> {
  const direct = await Promise.all(
    notifiersBy(watch, "dm").map(({ destinationOf }) =>
      destinationOf({ ...person, responder: true }),
    ),
  );
  return direct.some((to) => to !== null)
    ? tellAsker(`${said} ${inDirect}`)
    : tellSecret(
        `${said} It is given on a page of your own, which opens for 15 minutes: <${watch.phoneLinks.make(person)}>`,
      );
}
