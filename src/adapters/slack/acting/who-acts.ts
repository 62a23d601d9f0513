import { sleep } from "../../../lib/timers.ts";
import type { Person } from "../../../oncall/person.ts";
import { type HandlerParts, patienceOf } from "./handler-parts.ts";
import type { SlackMessage } from "../drawing/message.ts";
import { ownWords } from "./own-words.ts";
import type { Identified } from "../team/team.ts";

/** Whoever did something: a member, somebody who may only read, somebody to be told why not, or nobody to be answered at all. */
export type WhoActs =
  | { readonly kind: "member"; readonly person: Person }
  | { readonly kind: "guest"; readonly person: Person; readonly why: SlackMessage }
  | {
      readonly kind: "refused";
      readonly because: "elsewhere" | "unknown";
      readonly why: SlackMessage;
    }
  | { readonly kind: "nobody" };

export async function whoActs(
  parts: Pick<HandlerParts, "team" | "connection" | "patience">,
  user: string,
): Promise<WhoActs> {
  const found = await identifySurely(parts.team, user, patienceOf(parts).askAgainMs);
  switch (found.kind) {
    case "member":
    case "nobody":
      return found;
    case "guest":
      return {
        kind: "guest",
        person: onlooker(found.name),
        why: ownWords("Guests can read. Somebody of the team has to do this."),
      };
    case "elsewhere":
      return {
        kind: "refused",
        because: "elsewhere",
        why: ownWords(
          "watchroom listens to those who are in ",
          {
            channel: parts.connection.channel(),
          },
          ". Join it, and try again.",
        ),
      };
    case "unknown":
      return {
        kind: "refused",
        because: "unknown",
        why: ownWords("Slack could not tell who you are, so nothing was done. Try again."),
      };
  }
}

/** What a human did must not be lost to a moment in which Slack does not answer. */
async function identifySurely(
  team: HandlerParts["team"],
  user: string,
  pauses: readonly number[],
): Promise<Identified> {
  let found = await team.identify(user);
  for (const pause of pauses) {
    if (found.kind !== "unknown") return found;
    await sleep(pause);
    found = await team.identify(user);
  }
  return found;
}

/** Of no team: nothing is kept of them, and nothing is done for them. */
const onlooker = (name: string): Person => ({
  v: 1,
  handle: "guest",
  name,
  joinedAt: 0,
  responder: false,
  zone: null,
});
