import { factsAt, type Known } from "../incidents/facts-at.ts";
import type { Facts } from "../incidents/incident.ts";
import type { Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import { together } from "../presence/occupancy.ts";
import { readRooms } from "./read-rooms.ts";
import { methodsTo } from "./ways-out.ts";
import type { Watch } from "./watch.ts";

/** What deciding needs to know of the world, at one instant. Gathered before the incident is loaded. */
export interface FactsOnDemand {
  /** All but who is in the room: that counts as unknown. */
  readonly team: Facts;
  /** Decides with all facts. To look into the rooms may cost something, so it is done once, when a decision turns out to hang on it. */
  use<T>(decide: (facts: Facts) => T): Promise<T>;
}

export async function gatherFacts(watch: Watch): Promise<FactsOnDemand> {
  const team = await gatherTeamFacts(watch);
  let whole: Promise<Facts> | null = null;
  const look = async (): Promise<Facts> => {
    const rooms = await readRooms(watch);
    return { ...team, occupancy: together(rooms.map((room) => room.occupancy)) };
  };
  return {
    team,
    use: async (decide) => {
      if (whole !== null) return decide(await whole);
      const { facts, isAsked } = noting(team);
      const decided = decide(facts);
      return isAsked() ? decide(await (whole ??= look())) : decided;
    },
  };
}

/** For cards, and whatever else is the same whoever is there. */
export async function gatherTeamFacts(watch: Watch): Promise<Facts> {
  const now = watch.clock.now();
  return factsAt({ ...(await knownTeam(watch, now)), occupancy: "unknown" }, now);
}

/** The same facts, and whether anybody wanted to know who is there. */
function noting(team: Facts): { readonly facts: Facts; isAsked(): boolean } {
  let isAsked = false;
  const facts: Facts = {
    ...team,
    get occupancy() {
      isAsked = true;
      return team.occupancy;
    },
  };
  return { facts, isAsked: () => isAsked };
}

/** All but the room, for `now` and what follows it. */
export async function knownTeam(watch: Watch, now: number): Promise<Omit<Known, "occupancy">> {
  const [people, overrides] = await Promise.all([watch.people.all(), watch.roster.overrides(now)]);
  const reach = new Map(
    await Promise.all(
      people.map(async (person) => [person.handle, await methodsOf(watch, person)] as const),
    ),
  );
  return { people, overrides, reach, methods: setUp(watch, reach), zone: watch.zone };
}

/** What only stands for a real way counts where it reaches somebody: a step by it would else be over at once. */
function setUp(
  { notifiers }: Watch,
  reach: ReadonlyMap<string, readonly Method[]>,
): readonly Method[] {
  const reaching = new Set([...reach.values()].flat());
  return [...notifiers].flatMap(([method, some]) =>
    some.some(({ pretend }) => pretend !== true) || reaching.has(method) ? [method] : [],
  );
}

async function methodsOf(watch: Watch, person: Person): Promise<readonly Method[]> {
  return person.responder ? methodsTo(watch, person) : [];
}
