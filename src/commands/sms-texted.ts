import { DAY, HOUR, SECOND } from "../lib/durations.ts";
import type { Person } from "../oncall/person.ts";
import type { IncomingSms } from "../ports/callbacks.ts";
import type { Watch } from "../watch/watch.ts";
import { smsAct } from "./sms-act.ts";
import { smsStart, smsStop } from "./sms-stop.ts";
import { readSms, type SmsWish } from "./sms-words.ts";

const HELP =
  "Reply ack to acknowledge your last page, or ack 17 for one incident. Reply esc or esc 17 to call somebody else.";
const MOST_HELP = 5;
const AT_ONCE_MS = 10 * SECOND;
const MOST_ANSWERED = 160;
/** Each costs, and a sender is easily forged. */
const MOST_ANSWERS = 30;

/** An SMS came in; answers what to send back. A number that nobody has verified does nothing, and hears nothing. */
export async function texted(watch: Watch, sms: IncomingSms): Promise<string | null> {
  const handle = await watch.phones.ownerOf(sms.from);
  const person = handle === null ? null : await watch.people.find(handle);
  if (person === null) return null;
  const id = `sms ${sms.provider} ${sms.id}`;
  const before = await watch.callbacks.kept(id);
  // Its answer was lost on the way back, perhaps; somebody who replays it is not answered for ever.
  if (before !== null)
    return (await watch.callbacks.hasRoom(`again ${id}`, 1, DAY)) ? (before.value as string) : null;
  const wish = readSms(sms.text);
  if (!isHarmlessTwice(wish) && !(await isFirst(watch, person, wish, id))) return null;
  const answer = (await carryOut(watch, person, wish, id))?.slice(0, MOST_ANSWERED) ?? null;
  await watch.callbacks.keep(id, answer, DAY);
  return answer;
}

/** Told twice at once, or once more after somebody died of it; two providers may tell of one SMS, which must not wake the next one but one. */
function isFirst(
  { callbacks }: Watch,
  { handle }: Person,
  wish: SmsWish,
  id: string,
): Promise<boolean> {
  const what = wish.kind === "act" ? `${wish.verb} ${wish.number ?? ""} ${handle}` : id;
  return callbacks.hasRoom(`begun ${what}`, 1, AT_ONCE_MS);
}

function isHarmlessTwice(wish: SmsWish): boolean {
  return wish.kind === "act" && wish.verb === "acknowledge";
}

async function carryOut(
  watch: Watch,
  person: Person,
  wish: SmsWish,
  id: string,
): Promise<string | null> {
  switch (wish.kind) {
    case "act": {
      const answer = await smsAct(watch, person, wish);
      const mayAnswer = await watch.callbacks.hasRoom(
        `answer ${person.handle}`,
        MOST_ANSWERS,
        HOUR,
      );
      return mayAnswer ? answer : null;
    }
    case "stop":
      await smsStop(watch, person, id);
      return null;
    case "start":
      return (await smsStart(watch, person, id)) || !wish.isYes ? null : help(watch, person);
    case "nearly":
      return help(watch, person);
    case "other":
      return null;
  }
}

async function help({ callbacks }: Watch, { handle }: Person): Promise<string | null> {
  return (await callbacks.hasRoom(`help ${handle}`, MOST_HELP, HOUR)) ? HELP : null;
}
