import type { AlertDefinition } from "../alerts/alert.ts";
import type { Book } from "./book.ts";

/** The alerts that the words mean, whatever their case: the one of that name, else all with such an alias. */
export function alertsCalled({ alerts }: Book, words: string): readonly AlertDefinition[] {
  const wanted = words.toLowerCase();
  const named = alerts.filter(({ name }) => name.toLowerCase() === wanted);
  return named.length > 0
    ? named
    : alerts.filter(({ aliases }) => aliases.some((alias) => alias.toLowerCase() === wanted));
}
