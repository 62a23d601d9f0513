import { whoIsOnCall } from "../oncall/who-is-on-call.ts";
import { isHere } from "../presence/occupancy.ts";
import { BUILT_IN_POLICY } from "../incidents/policy.ts";
import { policyNamed } from "../playbooks/look-up.ts";
import type { Inward, Surroundings, Vocabulary } from "../ports/inward.ts";
import { dutyAt, dutyNow } from "../watch/duty-now.ts";
import { presenceChanged } from "../watch/presence-changed.ts";
import { pressKey } from "../watch/press-key.ts";
import { unreact } from "../watch/react.ts";
import { lookAtRoom } from "../watch/read-rooms.ts";
import type { Watch } from "../watch/watch.ts";
import { acknowledgedAll, unacknowledgedAll } from "./acknowledged-all.ts";
import { answer } from "./answer.ts";
import { hear } from "./hear.ts";
import { overview } from "./overview.ts";
import { reacted } from "./reacted.ts";
import { COMMANDS } from "./registry.ts";

/** What every room is given to tell us things. */
export function createInward(watch: Watch): Inward {
  return {
    heard: (line) => hear(watch, line),
    reacted: (reaction) => reacted(watch, reaction),
    unreacted: (reaction) => unreact(watch, reaction),
    answered: (reaction) => answer(watch, reaction),
    pressed: (key) => pressKey(watch, key),
    acknowledgedAll: (act) => acknowledgedAll(watch, act),
    unacknowledgedAll: (act) => unacknowledgedAll(watch, act),
    alertOf: async (number) => {
      const id = await watch.incidents.idOf(number);
      return (id === null ? null : await watch.incidents.load(id))?.alert ?? null;
    },
    duty: () => duty(watch),
    overview: (person) => overview(watch, person),
    presenceChanged: () => presenceChanged(watch),
    surroundings: (room) => surroundings(watch, room),
    vocabulary: () => vocabulary(watch),
  };
}

async function duty(watch: Watch): ReturnType<Inward["duty"]> {
  const { onCall, until } = await dutyNow(watch);
  const next = until === null ? null : (await dutyAt(watch, until)).onCall;
  return { name: onCall?.name ?? null, until, next: next?.name ?? null };
}

async function surroundings(watch: Watch, name: string): Promise<Surroundings> {
  const now = watch.clock.now();
  const room = watch.rooms.find((one) => one.name === name);
  const [people, overrides, reading] = await Promise.all([
    watch.people.all(),
    watch.roster.overrides(now),
    room ? lookAtRoom(watch, room) : null,
  ]);
  const here = (reading?.sightings ?? [])
    .filter((s) => isHere(s, watch.clock.real()))
    .map((s) => s.handle);
  return {
    people,
    here: here.toSorted(),
    occupancy: reading?.occupancy ?? "unknown",
    onCall: whoIsOnCall({ people, overrides, now }).onCall?.handle ?? null,
  };
}

function vocabulary(watch: Watch): Vocabulary {
  const policy = policyNamed(watch.book(), BUILT_IN_POLICY.name) ?? BUILT_IN_POLICY;
  return {
    reactions: policy.reactions,
    commands: COMMANDS.map(({ usage, summary }) => ({ usage, summary })),
  };
}
