import { shownPhoneNumber } from "../oncall/phone-number.ts";
import { setPhone } from "../watch/set-phone.ts";
import type { Command, Context } from "./command.ts";
import { tellAsker, usageOf } from "./reply.ts";

const NOT_YET =
  "This release sends no SMS and calls nobody: the number is kept for when that is set up.";
const NONE = "You have given no phone number. Write `phone +64 21 555 0100` in a direct message.";
const NOT_ONE =
  "That is no phone number: it begins with + and the country, and has 8 to 15 digits, as in `+64 21 555 0100`, without a zero in brackets.";
/** The number stands in the line, so that it is not said again. */
const NOT_HERE =
  "A phone number is for watchroom alone, and was not taken: others read this room. Remove your line, and write it to me in a direct message.";

/** Answers the asker alone, always. */
export const phone: Command = {
  name: "phone",
  usage: "phone [+64 21 555 0100|remove]",
  summary: "The number by which you are called. To be given in a direct message.",
  respondersOnly: false,
  async run(context, words) {
    if (words.length === 0) return tellAsker(await mine(context));
    if (words.length === 1 && words[0]?.toLowerCase() === "remove")
      return tellAsker(await remove(context));
    if (!/\d/.test(words.join(""))) return usageOf(phone);
    return tellAsker(context.direct === true ? await take(context, words.join(" ")) : NOT_HERE);
  },
};

async function mine({ watch, person }: Context): Promise<string> {
  const found = await watch.contacts.find(person.handle, "phone");
  if (found === null) return NONE;
  if (found.state === "unreadable")
    return "Your phone number cannot be read: WATCHROOM_SECRET has changed since. Give it again.";
  return `Your phone number is ${shownPhoneNumber(found.value)}, not verified. ${NOT_YET}`;
}

async function take({ watch, person }: Context, text: string): Promise<string> {
  const number = await setPhone(watch, person, text);
  if (number === null) return NOT_ONE;
  return `Your phone number is ${shownPhoneNumber(number)} now. ${NOT_YET}`;
}

async function remove({ watch, person }: Context): Promise<string> {
  return (await watch.contacts.remove(person.handle, "phone"))
    ? "Removed. watchroom has no phone number of yours any more."
    : NONE;
}
