import { channelOf } from "./happening.ts";
import type { FakeChannel } from "./shapes.ts";
import { dmOf, type State } from "./state.ts";

export interface MessageRef {
  readonly channel: string;
  readonly ts: string;
}

export function placeOf(state: State, user: string, channel?: string): FakeChannel {
  if (channel === "dm") return dmOf(state, user);
  return channelOf(state, channel ?? state.home.id);
}

export function withMentions(state: State, text: string): string {
  return text.replaceAll(/(?<![\w@])@([\w.-]+)/g, (all, name: string) => {
    if (name === "watchroom") return `<@${state.bot.userId}>`;
    const known = [...state.people.values()].find((one) => one.name === name);
    return known ? `<@${known.id}>` : all;
  });
}
