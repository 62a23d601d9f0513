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

function withMentions(state: State, text: string): string {
  return text.replaceAll(/(?<![\w@])@([\w.-]+)/g, (all, name: string) => {
    if (name === "watchroom") return `<@${state.bot.userId}>`;
    const known = [...state.people.values()].find((one) => one.name === name);
    return known ? `<@${known.id}>` : all;
  });
}

/** As Slack passes on what a human typed: nothing of it is live but what Slack itself made so. */
export function asTyped(state: State, text: string): string {
  const parts = text.split(/(<[@#!][^<>\s]+>|https?:\/\/[^\s<>]+)/);
  const typed = parts.map((part, index) => {
    if (index % 2 === 0)
      return part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    return part.startsWith("http") ? `<${part}>` : part;
  });
  return withMentions(state, typed.join(""));
}
