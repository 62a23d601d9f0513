import { byId, make } from "./dom.ts";

/** `<template id="emoji">` lists them as "name glyph", separated by commas. */
const glyphs = new Map(
  byId<HTMLTemplateElement>("emoji")
    .content.textContent?.split(",")
    .map((pair) => pair.trim().split(" ") as [string, string]),
);
const WORDS: Readonly<Record<string, string>> = { "+1": "thumbs up", x: "cross" };

/** The picture of a name without colons; a name nobody knows stays a name. */
export function glyph(name: string): string {
  return glyphs.get(name) ?? `:${name}:`;
}

/** A name as people say it. */
export function spoken(name: string): string {
  return WORDS[name] ?? name.replaceAll("_", " ");
}

/** The few that are offered on every message. */
export function choices(): readonly HTMLElement[] {
  return ["+1", "eyes", "white_check_mark", "x", "raised_hands", "heart", "tada", "question"].map(
    (emoji) =>
      make("choice", { glyph: glyph(emoji), name: spoken(emoji) }, { "data-react": emoji }),
  );
}
