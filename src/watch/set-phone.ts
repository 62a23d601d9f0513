import type { Person } from "../oncall/person.ts";
import { readPhoneNumber } from "../oncall/phone-number.ts";
import type { Watch } from "./watch.ts";

/** Keeps somebody's number, sealed, instead of the former one. Answers it as it is dialled from anywhere; null: it is none. */
export async function setPhone(
  watch: Watch,
  { handle }: Person,
  text: string,
): Promise<string | null> {
  const value = readPhoneNumber(text);
  if (value === null) return null;
  await watch.contacts.set({ handle, method: "phone", value, at: watch.clock.now() });
  return value;
}
