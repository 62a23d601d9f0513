import { readPhoneNumber, shownPhoneNumber } from "../oncall/phone-number.ts";
import type { Answer } from "../ports/inward.ts";
import { sendCode } from "../watch/send-code.ts";
import type { Command, Context } from "./command.ts";
import { codeAnswer, verdictAnswer } from "./phone-answers.ts";
import { NONE, phoneState } from "./phone-state.ts";
import { phoneTest } from "./phone-test.ts";
import { tellAsker, usageOf } from "./reply.ts";
import { tellElsewhere } from "./tell-elsewhere.ts";

const NOT_ONE =
  "That is no phone number: it begins with + and the country, and has 8 to 15 digits, as in `+64 21 555 0100`, without a zero in brackets.";
const NOT_A_CODE = "That is no code: it has 6 digits, as in `phone 123456`.";
/** The number stands in the line, so that it is not said again. */
const NOT_HERE =
  "A phone number is for watchroom alone, and was not taken: others read this room. Remove your line if you can.";

/** Answers the asker alone, always. */
export const phone: Command = {
  name: "phone",
  usage: "phone [+64 21 555 0100|123456|call|test|remove]",
  summary:
    "The number by which you are called. It is given where nobody else reads it; a code that comes by SMS, or by a `call`, proves that it is yours. `test` rings you now.",
  respondersOnly: false,
  async run(context, words) {
    const [verb = "", ...rest] = words.map((word) => word.toLowerCase());
    if (verb === "") return state(context);
    if (verb === "test" && rest.length <= 1) return phoneTest(context, rest[0] ?? null);
    if (verb === "code") return verify(context, rest.join(""));
    if (rest.length === 0 && verb === "remove") return tellAsker(await remove(context));
    if (rest.length === 0 && verb === "call") return call(context);
    const text = words.join(" ");
    if (/^\d{6}$/.test(words.join(""))) return verify(context, words.join(""));
    if (!/\d/.test(text)) return usageOf(phone);
    return context.direct === true ? take(context, text) : notHere(context);
  },
};

async function state(context: Context): Promise<Answer> {
  const said = await phoneState(context);
  if (context.direct !== true) return elsewhere(context, said);
  const how = said[0] === NONE ? ["Write `phone +64 21 555 0100`."] : [];
  return tellAsker([...said, ...how].join(" "));
}

const notHere = (context: Context): Promise<Answer> => elsewhere(context, [NOT_HERE]);

function elsewhere(context: Context, said: readonly string[]): Promise<Answer> {
  return tellElsewhere(
    context,
    said.join(" "),
    "Write `phone +64 21 555 0100` to me in a direct message.",
  );
}

async function take({ watch, person }: Context, text: string): Promise<Answer> {
  const number = readPhoneNumber(text);
  if (number === null) return wrong(NOT_ONE);
  const found = await watch.phones.find(person.handle);
  if (found?.state === "known" && found.number === number) {
    const { failing, stoppedAt } = found.phone;
    if (failing === null && stoppedAt === null)
      return tellAsker(
        `${shownPhoneNumber(number)} is verified already. \`phone test\` rings you now.`,
      );
  }
  return codeAnswer(watch, number, "sms", await sendCode(watch, person, { number, by: "sms" }));
}

async function call({ watch, person }: Context): Promise<Answer> {
  const number = await watch.phones.pending(person.handle);
  if (number !== null)
    return codeAnswer(
      watch,
      number,
      "voice",
      await sendCode(watch, person, { number, by: "voice" }),
    );
  const found = await watch.phones.find(person.handle);
  return wrong(
    found?.state === "known"
      ? `${shownPhoneNumber(found.number)} is verified already. \`phone test\` rings you now.`
      : `${NONE} Give it first: \`phone\` says where.`,
  );
}

async function verify({ watch, person }: Context, code: string): Promise<Answer> {
  if (!/^\d{6}$/.test(code)) return wrong(NOT_A_CODE);
  const at = watch.clock.now();
  const { handle } = person;
  return verdictAnswer(await watch.phones.verify({ handle, code, at, real: watch.clock.real() }));
}

async function remove({ watch, person }: Context): Promise<string> {
  return (await watch.phones.remove(person.handle))
    ? "Removed. watchroom has no phone number of yours any more."
    : NONE;
}

const wrong = (text: string): Answer => ({ ...tellAsker(text), form: "wrong" });
