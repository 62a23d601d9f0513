import { HAND_OVERS, type Method } from "./policy.ts";

/** What went out by them stays where it is, and tells how its incidents stand until they are resolved. */
export const STAYING: readonly Method[] = ["dm", ...HAND_OVERS];

/** What went out by them ends when it has been told who has it, and not when its person acts: they may look at it elsewhere. */
export function endsWhenTold(method: Method): boolean {
  return method === "push" || STAYING.includes(method);
}
