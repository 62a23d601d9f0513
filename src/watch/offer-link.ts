import { randomInt } from "node:crypto";
import { MINUTE } from "../lib/durations.ts";
import type { Person } from "../oncall/person.ts";
import type { Watch } from "./watch.ts";

const LINK_CODE_LASTS_MS = 10 * MINUTE;
/** Without those that look like a digit, or like each other. */
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ";
const LENGTH = 8;

/** A code by which the same human is known elsewhere: whoever types it there is this person. */
export async function offerLink(watch: Watch, { handle }: Person): Promise<string> {
  const code = Array.from({ length: LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  await watch.identities.offerLink(code, handle, LINK_CODE_LASTS_MS);
  return code;
}
