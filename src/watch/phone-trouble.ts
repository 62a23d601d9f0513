import type { Person } from "../oncall/person.ts";
import { hasPhones } from "./phone-ways.ts";
import type { Watch } from "./watch.ts";

export interface PhoneTrouble {
  readonly person: Person;
  /** The end of a sentence that begins with their name: "their phone number is not verified". */
  readonly what: string;
}

/** Whose phone number would be of no use in a night. Nobody's, while nothing that calls is set up. */
export async function phoneTroubles(
  watch: Watch,
  people: readonly Person[],
): Promise<readonly PhoneTrouble[]> {
  if (!hasPhones(watch)) return [];
  const found = await Promise.all(
    people.map(async (person): Promise<readonly PhoneTrouble[]> => {
      const what = await troubleOf(watch, person);
      return what === null ? [] : [{ person, what }];
    }),
  );
  return found.flat();
}

async function troubleOf({ phones }: Watch, { handle }: Person): Promise<string | null> {
  const found = await phones.find(handle);
  if (found === null) return "they have given no phone number";
  switch (found.state) {
    case "unverified":
      return "their phone number is not verified";
    case "unreadable":
      return "their phone number cannot be read: WATCHROOM_SECRET has changed since";
    case "known": {
      const { failing, stoppedAt } = found.phone;
      if (failing !== null)
        return `${failing.by === "sms" ? "an SMS" : "a call"} did not reach their phone lately`;
      return stoppedAt === null ? null : "they get no SMS: they sent STOP";
    }
  }
}
