import type { Answer } from "../ports/inward.ts";
import { plainMarkdown } from "../lib/plain.ts";
import { listed } from "../lib/listed.ts";
import { ringTest } from "../watch/ring-test.ts";
import type { Context } from "./command.ts";
import { codeAnswer, heldWords } from "./phone-answers.ts";
import { whyRefused } from "./phone-refusals.ts";
import { NOT_SET_UP } from "./phone-state.ts";
import { providerName } from "./provider-name.ts";
import { tellAsker } from "./reply.ts";

const NO_KEYS = "As PUBLIC_URL is not set, no key is heard in a call: a code proves it instead.";

/** Rings whoever asks, now. */
export async function phoneTest(context: Context, only: string | null): Promise<Answer> {
  const { watch, person } = context;
  const rang = await ringTest(watch, person, only);
  switch (rang.outcome) {
    case "sent":
      return tellAsker(
        `Your phone rings now (${providerName(rang.notifier)}). Press 1 in the call: that proves that calls reach you.`,
      );
    case "failed":
      return tellAsker(`Your phone was not rung: ${whyRefused(rang.failure, rang.notifier)}.`);
    case "held":
      return tellAsker(heldWords(rang.until - watch.clock.real()));
    case "no-number":
      return tellAsker("No verified number of yours is known. `phone` says how to give one.");
    case "not-set-up":
      return tellAsker(
        rang.known.length === 0 || only === null
          ? `No call was made. ${NOT_SET_UP}`
          : `Nothing called ${plainMarkdown(only, 20)} makes calls here: ${listed(rang.known)} can.`,
      );
    case "code": {
      const number = (await watch.phones.numberFor(person.handle, "voice")) ?? "";
      const answer = codeAnswer(watch, number, "voice", rang.sent);
      return { ...answer, text: `${answer.text} ${NO_KEYS}` };
    }
  }
}
