import { parseUntil } from "../oncall/parse-until.ts";
import { silence as silenceAlert } from "../watch/silence.ts";
import type { Answer } from "../ports/inward.ts";
import type { Command, Context } from "./command.ts";
import { findAlert, type FoundAlert, saidAlert } from "./find-alert.ts";
import { threadIncident } from "./incidents-meant.ts";
import { tellAsker, tellRoom, tellTeam, usageOf } from "./reply.ts";
import { actorOf, name, untilWords, zoneFor } from "./said.ts";

const MOST_LINES = 20;

export const silence: Command = {
  name: "silence",
  usage: "silence <alert|all> for 2h",
  summary:
    "Nobody is told of it or called for it until then; what still fires then is told. Alone: what is silent now.",
  respondersOnly: true,
  async run(context, words) {
    if (words.length === 0) return whatIsSilent(context);
    const time = words.findLastIndex((word) => ["for", "until"].includes(word.toLowerCase()));
    if (time < 0 || (time === 0 && context.incident === null)) return usageOf(silence);
    const until = parseUntil(words.slice(time), context.watch.clock.now(), zoneFor(context));
    if (!until.ok) return tellAsker(until.why);
    if (until.at === null || until.rest.length > 0) return usageOf(silence);
    const found =
      time === 0
        ? await alertOfThread(context)
        : await findAlert(context.watch, words.slice(0, time).join(" "));
    if (!found.ok) return tellAsker(found.why);
    await silenceAlert(context.watch, {
      alert: found.alert,
      until: until.at,
      by: actorOf(context),
    });
    return tellTeam(
      `${found.said} is silent${untilWords(context, until.at)}, by ${name(context.person)}.`,
    );
  },
};

async function alertOfThread(context: Context): Promise<FoundAlert> {
  const incident = await threadIncident(context);
  return incident === null
    ? { ok: false, why: `There is no #${context.incident}.` }
    : { ok: true, alert: incident.alert, said: saidAlert(incident.alert) };
}

async function whatIsSilent(context: Context): Promise<Answer> {
  const { watch } = context;
  const [silences, people] = await Promise.all([
    watch.silences.active(watch.clock.now()),
    watch.people.all(),
  ]);
  if (silences.length === 0) return tellRoom("Nothing is silent.");
  const lines = silences
    .toSorted((a, b) => a.until - b.until)
    .map(({ alert, until, by }) => {
      const who = people.find(({ handle }) => handle === by) ?? { name: by };
      return `- ${saidAlert(alert)} is silent${untilWords(context, until)}, by ${name(who)}.`;
    });
  const left = lines.length - MOST_LINES;
  return tellRoom(
    [...lines.slice(0, MOST_LINES), ...(left > 0 ? [`\n… and ${left} more.`] : [])].join("\n"),
  );
}
