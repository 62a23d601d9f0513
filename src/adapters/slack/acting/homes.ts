import { z } from "zod";
import { DAY, SECOND } from "../../../lib/durations.ts";
import { deadline } from "../../../lib/timers.ts";
import type { Person } from "../../../oncall/person.ts";
import { homeView } from "../drawing/home-view.ts";
import type { HandlerParts } from "./handler-parts.ts";
import type { SlackMessage, SlackView } from "../drawing/message.ts";
import { whoActs } from "./who-acts.ts";

const KEY = "homes";
const KEPT_MS = DAY;
const MOST = 20;
const WITHIN_MS = 10 * SECOND;

/** Who has had the app's page open lately, and what it showed. */
const seenSchema = z.array(z.object({ user: z.string(), at: z.number(), shows: z.string() }));
type Seen = z.infer<typeof seenSchema>[number];

const openedSchema = z.object({ user: z.string().min(1), tab: z.string().optional() });

/** Somebody opened the app's page: it shows what is so now. */
export async function handleHomeOpened(parts: HandlerParts, event: unknown): Promise<void> {
  const read = openedSchema.safeParse(event);
  if (!read.success || (read.data.tab ?? "home") !== "home") return;
  const { user } = read.data;
  const shows = await publish(parts, user, null);
  if (shows === null) return;
  const others = (await lately(parts)).filter((one) => one.user !== user);
  await keep(parts, [{ user, at: parts.clock.real(), shows }, ...others]);
}

/** Shows it anew to those who may be looking, as far as something has changed for them. */
export async function refreshHomes(parts: HandlerParts): Promise<void> {
  const before = await lately(parts);
  const changed = new Map<string, string>();
  for (const { user, shows } of before) {
    const now = await publish(parts, user, shows);
    if (now !== null && now !== shows) changed.set(user, now);
  }
  if (changed.size === 0) return;
  // Somebody else may have opened theirs meanwhile.
  await keep(
    parts,
    (await lately(parts)).map((one) => ({ ...one, shows: changed.get(one.user) ?? one.shows })),
  );
}

/** What it shows now; null when it could not be shown. Nothing is sent when that is what it shows already. */
async function publish(
  parts: HandlerParts,
  user: string,
  shown: string | null,
): Promise<string | null> {
  const who = await whoActs(parts, user);
  if (who.kind === "nobody") return null;
  const overview = who.kind === "member" ? await parts.inward.overview(who.person) : null;
  const shows = JSON.stringify(overview ?? who.kind);
  if (shows === shown) return shows;
  const view =
    who.kind === "member" && overview !== null
      ? homeView(overview, homeTime(parts, who.person))
      : closed(who.kind === "member" ? [] : who.why.blocks);
  const answer = await parts.connection.api.call(
    "views.publish",
    { user_id: user, view },
    deadline(WITHIN_MS),
  );
  if (answer.outcome === "answered") return shows;
  parts.log.warn(
    { error: answer.error || answer.reason },
    "a page of the app in Slack is not shown",
  );
  return null;
}

function homeTime(
  { clock }: HandlerParts,
  { zone }: Person,
): { readonly zone?: string; readonly now: number } {
  return { now: clock.now(), ...(zone !== null && { zone }) };
}

const closed = (blocks: SlackMessage["blocks"]): SlackView => ({
  type: "home",
  blocks: [...blocks],
});

async function lately({ notes, clock }: HandlerParts): Promise<readonly Seen[]> {
  const read = seenSchema.safeParse(await notes.read(KEY));
  const since = clock.real() - KEPT_MS;
  return (read.data ?? []).filter(({ at }) => at > since);
}

async function keep({ notes }: HandlerParts, all: readonly Seen[]): Promise<void> {
  await notes.write(KEY, all.slice(0, MOST), KEPT_MS);
}
