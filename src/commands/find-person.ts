import { listed } from "../lib/listed.ts";
import type { Person } from "../oncall/person.ts";
import { nearest } from "./nearest.ts";
import { mention, name, quoted } from "./said.ts";

export type Found =
  | { readonly ok: true; readonly person: Person }
  | { readonly ok: false; readonly why: string };

/** By handle, with or without `@`; else by a name that only one person has. */
export function findPerson(people: readonly Person[], word: string): Found {
  const wanted = word.replace(/^@/, "").toLowerCase();
  const byHandle = people.find((person) => person.handle.toLowerCase() === wanted);
  if (byHandle !== undefined) return { ok: true, person: byHandle };
  const [first, ...others] = people.filter((person) => person.name.toLowerCase() === wanted);
  if (first === undefined) return { ok: false, why: unknown(people, wanted) };
  if (others.length === 0) return { ok: true, person: first };
  return {
    ok: false,
    why: `${others.length + 1} people are called ${name(first)}: ${listed([first, ...others].map(mention))}. Say which.`,
  };
}

function unknown(people: readonly Person[], wanted: string): string {
  const near = nearest(
    wanted,
    people.map((person) => person.handle),
  );
  return `Nobody here is called ${quoted(wanted)}.${near === null ? "" : ` Nearest: ${mention({ handle: near })}.`}`;
}
