import type { Person } from "../oncall/person.ts";
import { byFirst, phoneWays, type Taken } from "./phone-ways.ts";
import { sendCode, type CodeSent } from "./send-code.ts";
import { testPage } from "./test-page.ts";
import type { Watch } from "./watch.ts";

export type RangTest =
  | Taken
  | Extract<CodeSent, { readonly outcome: "held" }>
  /** No key can be heard: the call says a code instead. */
  | { readonly outcome: "code"; readonly sent: CodeSent }
  /** No number of theirs may be called. */
  | { readonly outcome: "no-number" }
  /** `known`: names of those that are set up. */
  | { readonly outcome: "not-set-up"; readonly known: readonly string[] };

/** Rings somebody now, as a page would. `only`: by the provider of this name. */
export async function ringTest(
  watch: Watch,
  person: Person,
  only: string | null,
): Promise<RangTest> {
  const all = phoneWays(watch, "voice");
  const ways = all.filter(({ name }) => only === null || name === only);
  if (ways.length === 0) return { outcome: "not-set-up", known: all.map(({ name }) => name) };
  const number = await watch.phones.numberFor(person.handle, "voice");
  if (number === null) return { outcome: "no-number" };
  if (watch.callbackUrl === null)
    return { outcome: "code", sent: await sendCode(watch, person, { number, by: "voice", only }) };
  const until = await watch.phones.reserve(person.handle, number, watch.clock.real());
  if (until !== null) return { outcome: "held", until };
  const page = testPage(watch, person);
  const taken = await byFirst(ways, (notifier, signal) => notifier.send(page, number, signal));
  return taken ?? { outcome: "no-number" };
}
