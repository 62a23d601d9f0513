import { listed } from "../lib/listed.ts";
import { plainMarkdown } from "../lib/plain.ts";
import { formatClock } from "../lib/wall-time.ts";
import { nextCallAt } from "../incidents/change.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Policy } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import { zoneOf } from "../oncall/zone-of.ts";
import type { Answer } from "../ports/inward.ts";
import { dutyNow } from "../watch/duty-now.ts";
import { type IncidentReaction, react } from "../watch/react.ts";
import type { Watch } from "../watch/watch.ts";
import { tellAsker } from "./reply.ts";
import { name } from "./said.ts";

/** Does what the emoji asks for. The answer is a hint for whoever meant something by one that does nothing. */
export async function reacted(watch: Watch, reaction: IncidentReaction): Promise<Answer | null> {
  const became = await react(watch, reaction);
  switch (became.outcome) {
    case "acted":
    case "no-incident":
      return null;
    case "not-theirs":
      return became.incident.status === "resolved"
        ? null
        : tellAsker(
            `${emojis([reaction.emoji])} is for responders, whom watchroom can call. You can read, acknowledge and resolve.`,
          );
    case "unknown":
      return needsSomebody(became.incident)
        ? tellAsker(await hint(watch, became.incident, reaction.person))
        : null;
  }
}

/** On what somebody has, is silent or is over, an emoji is chatter. */
function needsSomebody({ status, phase, severity }: Incident): boolean {
  return status === "triggered" && phase.kind !== "silenced" && severity !== "info";
}

async function hint(watch: Watch, incident: Incident, person: Person): Promise<string> {
  return [whatCounts(incident.policy), await whoIsCalled(watch, incident, person)]
    .filter((part) => part !== "")
    .join(" ");
}

function whatCounts({ reactions }: Policy): string {
  const said = [
    [reactions.acknowledge, "acknowledges"],
    [reactions.resolve, "resolves"],
  ] as const;
  const known = said.flatMap(([some, does]) =>
    some.length === 0 ? [] : [`${emojis(some)} ${does}`],
  );
  return known.length === 0
    ? "No emoji does anything here: say `ack` or `resolve`."
    : `${listed(known)}.`;
}

const emojis = (names: readonly string[]): string =>
  listed(
    names.map((one) => `\`:${one}:\``),
    "or",
  );

async function whoIsCalled(watch: Watch, incident: Incident, person: Person): Promise<string> {
  if (incident.phase.kind === "step") return plainMarkdown(incident.standing ?? "", 300);
  const at = nextCallAt(incident);
  const { onCall } = await dutyNow(watch);
  if (at === null || onCall === null) return "";
  const who = onCall.handle === person.handle ? "You are" : `${name(onCall)} is`;
  return `${who} called at ${formatClock(at, zoneOf(person, watch.zone))}.`;
}
