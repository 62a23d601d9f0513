import { z } from "zod";
import type { Clock } from "../../../lib/clock.ts";
import { HOUR, MINUTE, SECOND } from "../../../lib/durations.ts";
import { deadline } from "../../../lib/timers.ts";
import type { AdapterRecords } from "../../../ports/adapter-records.ts";
import type { Refusal } from "../../../ports/failure.ts";
import type { Connection } from "../connection/connection.ts";

/** So many users a question. */
const AT_ONCE = 50;
const GOOD_FOR_MS = MINUTE;
/** It says from when until when, so that it still tells something when Slack does not answer. */
const OF_USE_FOR_MS = HOUR;

const restSchema = z.object({
  dnd_enabled: z.boolean().catch(false),
  next_dnd_start_ts: z.number().catch(0),
  next_dnd_end_ts: z.number().catch(0),
});
const answerSchema = z.object({ users: z.record(z.string(), restSchema) });
/** What is left of a read is for asking who is active. */
const PATIENCE_MS = 2 * SECOND;
const SCOPE = "dnd:read";
const HAS_NONE: ReadonlySet<Refusal> = new Set(["rejected", "bad-destination"]);

const noteSchema = z.object({ at: z.number(), users: z.array(z.string()), rest: answerSchema });

/** Who wants to be left alone now; `unknown`: Slack did not say. */
export interface Rest {
  readonly resting: ReadonlySet<string>;
  readonly unknown: ReadonlySet<string>;
}

/** Asked once a minute, by all processes together. Without the right to ask, nobody is taken to rest, and that is said. */
export async function whoRests(
  {
    connection,
    notes,
    clock,
  }: {
    readonly connection: Connection;
    readonly notes: AdapterRecords;
    readonly clock: Clock;
  },
  userIds: readonly string[],
  signal: AbortSignal,
): Promise<Rest> {
  const ids = userIds.toSorted();
  const batches = Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, index) =>
    ids.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );
  const resting = new Set<string>();
  const unknown = new Set<string>();
  await Promise.all(
    batches.map(async (batch, index) => {
      const users = await restOf(batch, index);
      for (const id of batch)
        if (users === null) unknown.add(id);
        else if (isResting(users[id], clock.real() / SECOND)) resting.add(id);
    }),
  );
  return { resting, unknown };

  async function restOf(
    batch: readonly string[],
    index: number,
  ): Promise<z.infer<typeof answerSchema>["users"] | null> {
    const key = `dnd:${index}`;
    const note = noteSchema.safeParse(await notes.read(key)).data ?? null;
    const isOfThem = note !== null && batch.every((id) => note.users.includes(id));
    const age = isOfThem ? clock.real() - note.at : Infinity;
    if (isOfThem && age >= 0 && age < GOOD_FOR_MS) return note.rest.users;
    if (!mayAsk(connection)) return {};
    const within = AbortSignal.any([signal, deadline(PATIENCE_MS)]);
    const answer = await connection.api.call("dnd.teamInfo", { users: batch.join(",") }, within);
    if (answer.outcome === "failed") {
      // Whatever has no such thing has nobody who rests.
      if (answer.error === "missing_scope" || HAS_NONE.has(answer.reason)) return {};
      return isOfThem && age >= 0 ? note.rest.users : null;
    }
    const rest = answerSchema.safeParse(answer.data).data ?? { users: {} };
    await notes.write(key, { at: clock.real(), users: batch, rest }, OF_USE_FOR_MS);
    return rest.users;
  }
}

/** What Slack never told is found out by asking. */
function mayAsk(connection: Connection): boolean {
  const scopes = connection.self()?.scopes;
  return scopes === undefined || scopes.size === 0 || scopes.has(SCOPE);
}

/** `now` in seconds, as Slack counts. */
function isResting(rest: z.infer<typeof restSchema> | undefined, now: number): boolean {
  if (rest === undefined || !rest.dnd_enabled) return false;
  return rest.next_dnd_start_ts <= now && now < rest.next_dnd_end_ts;
}
