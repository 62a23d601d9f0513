import { fieldOf } from "../../lib/field-of.ts";

/** `unused`: it has figures, but nothing has happened to it that a rate could be made of. `new`: it has no figures yet. */
export interface QueueFigure {
  readonly name: string;
  readonly state: "known" | "unused" | "new" | "down";
  readonly value: number | null;
}

const DOWN = new Set(["down", "crashed", "stopped"]);

export function queueFigure(queue: unknown, column: string): QueueFigure {
  const name = String(fieldOf(queue, "name"));
  const value = fieldOf(queue, column);
  if (typeof value === "number") return { name, state: "known", value };
  if (DOWN.has(String(fieldOf(queue, "state")))) return { name, state: "down", value: null };
  const isCounted = typeof fieldOf(queue, "messages") === "number";
  return isCounted && column.endsWith(".rate")
    ? { name, state: "unused", value: 0 }
    : { name, state: "new", value: null };
}
