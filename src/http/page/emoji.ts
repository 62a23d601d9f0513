import { byId } from "./dom.ts";

/** `<template id="emoji">` lists them as "name glyph", separated by commas. */
const glyphs = new Map(
  (byId("emoji") as HTMLTemplateElement).content.textContent
    ?.split(",")
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
