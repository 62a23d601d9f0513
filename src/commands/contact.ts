import { listed } from "../lib/listed.ts";
import { isLoopback } from "../lib/loopback.ts";
import { areContactRules } from "../oncall/parse-contact-rules.ts";
import type { Answer } from "../ports/inward.ts";
import type { Notifier } from "../ports/notifier.ts";
import { enrol } from "../watch/enrol.ts";
import { hasPushover } from "../watch/keep-key.ts";
import { sendTest, sendTests, type Tests } from "../watch/send-test.ts";
import { notifiersBy } from "../watch/ways-out.ts";
import { callMe, callMeNot } from "./contact-calls.ts";
import { sayLimits } from "./contact-limits.ts";
import { dropRules, setRules, showRules } from "./contact-rules.ts";
import type { Command, Context } from "./command.ts";
import { contactPushover, pushoverAccount, removePushover } from "./contact-pushover.ts";
import { hasPhones } from "../watch/phone-ways.ts";
import { heldWords } from "./phone-answers.ts";
import { NONE as NO_NUMBER, phoneState } from "./phone-state.ts";
import { providerName } from "./provider-name.ts";
import { tellAsker, tellSecret, usageOf } from "./reply.ts";
import { at } from "./said.ts";
import { testWords } from "./test-words.ts";

/** Enough to tell two topics apart, and of no use to anybody else. */
const SHOWN_LETTERS = 14;

const NOT_SET_UP =
  "Push is not set up: NTFY_URL is not set. Until it is, the phone on the page stands for it.";
const NO_TOPICS =
  "There are no topics: NTFY_URL is not set. Push goes by Pushover: `contact pushover` takes your user key.";
const NONE = "You have no topic for push. `contact push` makes one and sends a test.";

/** Answers the asker alone, always: a topic is as good as a password. */
export const contact: Command = {
  name: "contact",
  usage:
    "contact [on|off|push|pushover <user key>|test|test push|remove push|remove pushover|rules|default|limits|dm now, push now, sms 2m, voice 5m]",
  summary:
    "How you are reached, and whether you are called at all. `push` makes a topic of your own and sends a test to it, `pushover` takes the key of your account there, `test` sends one by every way that reaches you. Ways with times are your own order and delays, `rules` shows them, `default` goes back to the policy's; `limits` says how often you are reached at most.",
  respondersOnly: false,
  async run(context, words) {
    if (words[0]?.toLowerCase() === "pushover") return contactPushover(context, words.slice(1));
    switch (words.join(" ").toLowerCase()) {
      case "":
        return tellAsker(await allWays(context));
      case "on":
        return tellAsker(await callMe(context));
      case "off":
        return tellAsker(await callMeNot(context));
      case "push":
        return makeTopic(context);
      case "test":
        return tellAsker(await testAll(context));
      case "test push":
        return tellAsker(await test(context));
      case "remove push":
        return tellAsker(await remove(context));
      case "rules":
        return tellAsker(await showRules(context));
      case "default":
        return tellAsker(await dropRules(context));
      case "limits":
        return tellAsker(sayLimits(context));
      case "remove pushover":
        return removePushover(context);
      default:
        return areContactRules(words)
          ? tellAsker(await setRules(context, words))
          : usageOf(contact);
    }
  },
};

async function allWays(context: Context): Promise<string> {
  const { person } = context;
  return lines(
    await messages(context),
    await mine(context),
    await pushoverAccount(context),
    await phoneNumber(context),
    ...(person.rules === undefined ? [] : [await showRules(context)]),
    ...notCalled(person),
  );
}

/** Nothing where nothing calls, until a number is given all the same. */
async function phoneNumber(context: Context): Promise<string> {
  const { watch, person } = context;
  if ((await watch.phones.find(person.handle)) !== null)
    return (await phoneState(context)).join(" ");
  return hasPhones(watch) ? `${NO_NUMBER} \`phone\` says where to give one.` : "";
}

/** Nothing where nothing sends direct messages. */
async function messages({ watch, person }: Context): Promise<string> {
  const [dm] = notifiersBy(watch, "dm");
  if (dm === undefined) return "";
  return (await dm.destinationOf({ ...person, responder: true })) === null
    ? "No direct messages reach you: you are not known there. If you are, under another name, `link` makes one person of the two."
    : "Direct messages go to you in Slack.";
}

async function mine(context: Context): Promise<string> {
  const { watch, person } = context;
  const found = await watch.contacts.find(person.handle, "push");
  if (notifiersBy(watch, "push").every(({ invite }) => invite === undefined))
    return hasPushover(watch) ? "" : NOT_SET_UP;
  if (found === null) return NONE;
  if (found.state === "unreadable")
    return "Your topic for push cannot be read: WATCHROOM_SECRET has changed since. You are not reached by push. `contact push` makes a new one.";
  const shown = `${found.value.slice(0, SHOWN_LETTERS)}…`;
  return lines(
    `Push goes to your topic \`${shown}\`, made ${at(context, found.at)}.`,
    ...onlyHere(context),
  );
}

async function makeTopic(context: Context): Promise<Answer> {
  const { watch, person } = context;
  const former = await watch.contacts.find(person.handle, "push");
  const invitation = await enrol(watch, person, "push");
  if (invitation === null) return tellAsker(hasPushover(watch) ? NO_TOPICS : NOT_SET_UP);
  return tellSecret(
    lines(
      invitation.how,
      "",
      `${await test(context)} If you subscribe only now, say \`contact test push\` to hear it.`,
      ...(former === null ? [] : ["Your former topic is not used any more."]),
      ...notCalled(person),
      ...onlyHere(context),
    ),
  );
}

async function test(context: Context): Promise<string> {
  const { watch, person } = context;
  const delivery = await sendTest(watch, person, "push");
  return delivery === null
    ? mine(context)
    : testWords(
        delivery,
        notifiersBy(watch, "push").find(({ invite }) => invite !== undefined)?.name ?? "push",
      );
}

async function testAll({ watch, person }: Context): Promise<string> {
  const { sent, left, held } = await sendTests(watch, person);
  if (sent.length === 0 && held === null)
    return "Nothing that is set up reaches you, so nothing was sent.";
  return [
    ...sent.map(
      ({ notifier, delivery }) =>
        `- ${wayName(notifier)}: ${testWords(delivery, providerName(notifier.name))}`,
    ),
    ...left.map(
      (notifier) =>
        `- ${wayName(notifier)}: not rung, as one phone takes one call at a time. \`phone test ${notifier.name}\` rings by it.`,
    ),
    ...(held === null
      ? []
      : [`- ${heldNames(held)}: ${heldWords(held.until - watch.clock.real())}`]),
  ].join("\n");
}

const heldNames = ({ notifiers }: NonNullable<Tests["held"]>): string =>
  listed([...new Set(notifiers.map(({ method }) => method))]);

function wayName({ method, name }: Pick<Notifier, "method" | "name">): string {
  return method === "dm" ? method : `${method} (${providerName(name)})`;
}

async function remove({ watch, person }: Context): Promise<string> {
  return (await watch.contacts.remove(person.handle, "push"))
    ? "Removed. You are not reached by push any more."
    : NONE;
}

function notCalled({ responder }: Context["person"]): readonly string[] {
  return responder
    ? []
    : ["Only responders are paged, and you are not one: `contact on` makes you one."];
}

/** What keeps a topic from being of use. */
function onlyHere({ watch }: Context): readonly string[] {
  return isLoopback(new URL(watch.publicUrl).hostname)
    ? [
        "The links and the button in a push work on this machine only, until PUBLIC_URL is set to an address that phones reach.",
      ]
    : [];
}

/** Each a paragraph or a list of its own. */
const lines = (...all: readonly string[]): string => all.filter((line) => line !== "").join("\n\n");
