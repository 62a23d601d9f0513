import type { FakeChannel, Json } from "./shapes.ts";
import type { State } from "./state.ts";

/** What a method works with besides its arguments. */
export interface Surroundings {
  readonly state: State;
  /** Where this server is, without a trailing slash. */
  readonly origin: string;
  /** Tells the app, if it has subscribed to that. */
  tell(event: Json): void;
}

/** Answers as Slack would: `{ ok: true, ... }` or `{ ok: false, error }`. */
export type Method = (args: Json, around: Surroundings) => Json;

export function no(error: string, more: Json = {}): Json {
  return { ok: false, error, ...more };
}

export function yes(more: Json = {}): Json {
  return { ok: true, ...more };
}

/** By id; by name too, as Slack does for posts. */
export function findChannel(state: State, given: unknown): FakeChannel | null {
  const id = typeof given === "string" ? given : "";
  const byName = (): FakeChannel | undefined =>
    [...state.channels.values()].find(({ name, dmWith }) => !dmWith && `#${name}` === id);
  return state.channels.get(id) ?? byName() ?? null;
}

export function isMember({ bot }: State, { members }: FakeChannel): boolean {
  return members.has(bot.userId);
}

/** Why the app may not read there; null: it may. A private channel that one is not in does not exist. */
export function closedTo(state: State, channel: FakeChannel | null): string | null {
  if (channel === null) return "channel_not_found";
  if (isMember(state, channel)) return null;
  return channel.isPrivate ? "channel_not_found" : "not_in_channel";
}

/** One page of a list, and where the next begins. Null: no such cursor. */
export function page<T>(
  list: readonly T[],
  { cursor, limit }: Json,
  usual: number,
): { readonly items: readonly T[]; readonly metadata: Json } | null {
  const from = cursor ? Number(Buffer.from(String(cursor), "base64").toString().slice(5)) : 0;
  if (Number.isNaN(from)) return null;
  const size = Math.min(Number(limit) || usual, 1_000);
  const next = from + size;
  const more = next < list.length ? Buffer.from(`next:${next}`).toString("base64") : "";
  return {
    items: list.slice(from, next),
    metadata: { response_metadata: { next_cursor: more } },
  };
}

export function isTrue(value: unknown): boolean {
  return value === true || value === "true" || value === "1" || value === 1;
}
