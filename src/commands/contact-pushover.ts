import type { Failure } from "../ports/failure.ts";
import type { Answer } from "../ports/inward.ts";
import { hasPushover, keepKey } from "../watch/keep-key.ts";
import type { Context } from "./command.ts";
import { tellAsker } from "./reply.ts";
import { tellElsewhere } from "./tell-elsewhere.ts";
import { at } from "./said.ts";
import { testWords } from "./test-words.ts";

const KEY = /^[A-Za-z0-9]{30}$/;
/** Enough to tell two keys apart, and of no use to anybody else. */
const SHOWN_LETTERS = 3;

const NOT_SET_UP = "Pushover is not set up: PUSHOVER_TOKEN is not set.";
const NONE =
  "You have given no user key of Pushover; it stands on the first page of pushover.net once you are signed in.";
const IN_DIRECT = "Write `contact pushover` and the key to me in a direct message.";
const NOT_ONE =
  "That is no user key: one has 30 letters and digits, and stands on the first page of pushover.net once you are signed in.";
/** The key stands in the line, so that it is not said again. */
const NOT_HERE =
  "A user key is for watchroom alone, and was not taken: others read this room. Remove your line if you can.";
const NOT_YOURS =
  "Pushover says that this key reaches nobody: there is no such user, the user has no device, or it is the key of a group. Nothing was changed.";
const NOT_ASKED =
  "Pushover did not say whether this key is good, so nothing was changed. Say it again in a minute.";

/** `contact pushover ...`: the asker's own account there, which a page rings until they acknowledge it. */
export async function contactPushover(
  context: Context,
  [key, ...more]: readonly string[],
): Promise<Answer> {
  if (!hasPushover(context.watch)) return tellAsker((await pushoverAccount(context)) || NOT_SET_UP);
  if (context.direct !== true)
    return tellElsewhere(
      context,
      key === undefined ? (await pushoverAccount(context)) || NONE : NOT_HERE,
      IN_DIRECT,
    );
  if (key === undefined)
    return tellAsker((await pushoverAccount(context)) || `${NONE} ${IN_DIRECT}`);
  return tellAsker(more.length > 0 || !KEY.test(key) ? NOT_ONE : await take(context, key));
}

export async function removePushover({ watch, person }: Context): Promise<Answer> {
  const isRemoved = await watch.contacts.remove(person.handle, "pushover");
  return tellAsker(isRemoved ? "Removed. Pushover does not ring for you any more." : NONE);
}

/** Empty where there is nothing to say of it. */
export async function pushoverAccount(context: Context): Promise<string> {
  const { watch, person } = context;
  const found = await watch.contacts.find(person.handle, "pushover");
  if (found === null) return "";
  if (found.state === "unreadable")
    return "Your user key of Pushover cannot be read: WATCHROOM_SECRET has changed since. Give it again.";
  const said = `Pushover rings the account with the key \`${found.value.slice(0, SHOWN_LETTERS)}…\`, given ${at(context, found.at)}.`;
  return hasPushover(watch) ? said : `${said} ${NOT_SET_UP}`;
}

async function take({ watch, person }: Context, key: string): Promise<string> {
  const kept = await keepKey(watch, person, key);
  switch (kept.outcome) {
    case "not-set-up":
      return NOT_SET_UP;
    case "refused":
      return whyNot(kept.failure);
    case "kept":
      return [
        "Pushover rings you from now on, until you acknowledge there.",
        testWords(kept.test, "pushover"),
        ...(person.responder
          ? []
          : ["Only responders are paged, and you are not one: `contact on` makes you one."]),
      ].join(" ");
  }
}

function whyNot({ reason }: Failure): string {
  if (reason === "bad-destination") return NOT_YOURS;
  return reason === "unauthorized"
    ? "Pushover refuses our own token, PUSHOVER_TOKEN, so nothing was changed."
    : NOT_ASKED;
}
