import type { Reachable } from "./incident.ts";

/** "Ana, Bob and Cy" */
export function names(people: readonly Reachable[]): string {
  const list = people.map((p) => p.name);
  return list.length > 1
    ? `${list.slice(0, -1).join(", ")} and ${list.at(-1)}`
    : (list[0] ?? "nobody");
}
