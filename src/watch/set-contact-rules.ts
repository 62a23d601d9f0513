import type { ContactRule, Person } from "../oncall/person.ts";
import type { Watch } from "./watch.ts";

/** Null: they are told as the policy says again. What runs already in an open incident runs on. False: there was nothing to go back from. */
export async function setContactRules(
  { people }: Pick<Watch, "people">,
  { handle }: Person,
  rules: readonly ContactRule[] | null,
): Promise<boolean> {
  const before = await people.find(handle);
  if (rules === null && before?.rules === undefined) return false;
  await people.change(handle, ({ rules: _former, ...person }) =>
    rules === null ? person : { ...person, rules },
  );
  return true;
}
