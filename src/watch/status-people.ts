import type { Person } from "../oncall/person.ts";
import { phoneTroubles } from "./phone-trouble.ts";
import { error, warning, type StatusProblem } from "./status-problem.ts";
import { methodsTo } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

/** Whether anybody can be called. */
export async function peopleProblems(watch: Watch): Promise<readonly StatusProblem[]> {
  const responders = (await watch.people.all()).filter(({ responder }) => responder);
  const unreadable = (await watch.contacts.unreadable()).map((handle) =>
    error(
      `What ${handle} is reached by cannot be read: it was sealed with another secret.`,
      "Give both secrets, WATCHROOM_SECRET=new,old, or let them say `contact push` and `phone` again.",
    ),
  );
  if (responders.length === 0)
    return [
      ...unreadable,
      error(
        "Nobody can be called: no responder has joined.",
        "Join the room, on our own page with the box ticked that lets watchroom page you; in Slack, be in the channel and say `contact on`.",
      ),
    ];
  const reached = await Promise.all(responders.map((person) => canBeReached(watch, person)));
  const unreachable = responders.filter((_, n) => reached[n] !== true);
  const say = unreachable.length === responders.length ? error : warning;
  return [
    ...unreadable,
    ...(await phoneTroubles(watch, responders)).map(({ person, what }) =>
      warning(`${person.name} is a responder, and ${what}.`, "Let them say `phone`."),
    ),
    ...unreachable.map(({ name }) =>
      say(
        `${name} is a responder, and watchroom has no way to reach them.`,
        "Let them give one in the room: `help` lists how.",
      ),
    ),
  ];
}

async function canBeReached(watch: Watch, person: Person): Promise<boolean> {
  return (await methodsTo(watch, person)).length > 0;
}
