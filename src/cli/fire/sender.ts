import { hostname, userInfo } from "node:os";
import { oneLine } from "../../lib/plain.ts";

/** "ana on build-1" */
export function sender(): string {
  return oneLine([userName(), hostname()].filter((part) => part !== null).join(" on "), 80);
}

/** Null for a user id without a name, as in many containers. */
function userName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}
