import { smsText } from "../lib/sms-text.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Person } from "../oncall/person.ts";
import type { Page } from "../ports/page-records.ts";
import { acknowledgePage, WAS_OVER } from "../watch/acknowledge-page.ts";
import { acknowledge } from "../watch/acknowledge.ts";
import { escalatePage } from "../watch/escalate-page.ts";
import { calledNext, sayEscalated } from "../watch/called-next.ts";
import { escalate } from "../watch/escalate.ts";
import { incidentNumbers } from "../watch/incident-numbers.ts";
import { incidentsOf } from "../watch/incidents-of.ts";
import { needsSomebody, whoHasIt } from "../watch/who-has-it.ts";
import type { Watch } from "../watch/watch.ts";
import type { SmsVerb } from "./sms-words.ts";

const VIA = "sms";
const MAX_NAME = 24;
/** Incident numbers are shorter. */
const ABOVE_ALL = 1e9;
/** Of so many open ones nobody means the only one. */
const MOST_LOOKED_AT = 20;

const WORD: Readonly<Record<SmsVerb, string>> = { acknowledge: "ack", escalate: "esc" };

/** Carries it out, and answers one line of ASCII. */
export function smsAct(
  watch: Watch,
  person: Person,
  { verb, number }: { readonly verb: SmsVerb; readonly number: number | null },
): Promise<string> {
  return number === null ? actUnnamed(watch, person, verb) : actOn(watch, person, verb, number);
}

async function actOn(watch: Watch, person: Person, verb: SmsVerb, number: number): Promise<string> {
  const id = number < ABOVE_ALL ? await watch.incidents.idOf(number) : null;
  const incident = id === null ? null : await watch.incidents.load(id);
  if (incident === null)
    return `There is no open incident ${number < ABOVE_ALL ? number : "of that number"}.`;
  const taken = isTaken(incident, person, verb) ? whoHas([incident], person) : null;
  if (taken !== null) return taken;
  const by = { handle: person.handle, name: person.name, via: VIA };
  const acted =
    verb === "escalate"
      ? await escalate(watch, { incident: incident.id, by, to: null })
      : await acknowledge(watch, {
          incident: incident.id,
          by,
          at: watch.clock.now(),
          token: null,
          forMs: null,
        });
  if (acted.outcome !== "done") return `Incident ${number} is over already.`;
  return verb === "escalate"
    ? sayEscalated(calledNext([acted.incident], person.handle), ` for incident ${number}`)
    : `Acknowledged. You have incident ${number}.`;
}

/** What others have is theirs; one's own can be handed on. */
function isTaken(
  { status, acknowledgements }: Incident,
  { handle }: Person,
  verb: SmsVerb,
): boolean {
  if (status === "triggered") return false;
  return (
    status === "resolved" ||
    verb === "acknowledge" ||
    acknowledgements.some(({ actor }) => actor.handle !== handle)
  );
}

/** All of the last page; else the only one that they were called for. */
async function actUnnamed(watch: Watch, person: Person, verb: SmsVerb): Promise<string> {
  const page = await watch.pages.lastOf(person.handle);
  const paged = page === null ? [] : await incidentsOf(watch, page);
  if (page !== null && isTold(page) && paged.some(needsSomebody))
    return actOnPage(watch, person, verb, { page, incidents: paged });
  const open = (await watch.incidents.open()).filter(needsSomebody);
  const called = await calledFor(watch, person, open);
  const theirs = called.length === 0 ? theOnlyOneOnItsWay(page, open) : called;
  const [only, ...more] = theirs;
  if (only !== undefined && more.length === 0) return actOn(watch, person, verb, only.number);
  const meant = theirs.length > 0 ? theirs : open;
  const [first] = meant;
  if (first !== undefined)
    return `Which one: ${incidentNumbers(meant, "or")}? Reply ${WORD[verb]} ${first.number}, for instance.`;
  return whoHas(paged, person) ?? "Nothing is waiting for anybody.";
}

/** What is on its way for the first time has been seen by nobody. */
function isTold({ state, attempt }: Page): boolean {
  return state !== "ended" && !(state === "sending" && attempt === 1);
}

/** Somebody may answer an SMS before its provider has answered us. */
function theOnlyOneOnItsWay(page: Page | null, open: readonly Incident[]): readonly Incident[] {
  if (page === null || page.state === "ended" || open.length > 1) return [];
  return open.filter(({ id }) => page.incidents.includes(id));
}

async function actOnPage(
  watch: Watch,
  person: Person,
  verb: SmsVerb,
  { page, incidents }: { readonly page: Page; readonly incidents: readonly Incident[] },
): Promise<string> {
  if (verb === "escalate") return sayEscalated(await escalatePage(watch, page, person, VIA));
  const said = await acknowledgePage(watch, page, person, VIA);
  const mine = incidents.filter(({ status }) => status !== "resolved");
  return said === WAS_OVER ? said : `Acknowledged. You have ${named(mine)}.`;
}

/** Whoever answers a page knows of nothing that opened since. */
async function calledFor(
  { incidents }: Watch,
  { handle }: Person,
  open: readonly Incident[],
): Promise<readonly Incident[]> {
  if (open.length > MOST_LOOKED_AT) return open;
  const deliveries = await Promise.all(open.map(({ id }) => incidents.deliveries(id)));
  return open.filter((_, index) => deliveries[index]?.some(({ to }) => to === handle));
}

const name = (text: string): string => smsText(text, MAX_NAME) ?? "";

/** Null: one of them needs somebody, or there are none. */
function whoHas(incidents: readonly Incident[], person: Person): string | null {
  if (incidents.length === 0) return null;
  const it = named(incidents);
  const over = `I${it.slice(1)} ${incidents.length === 1 ? "is" : "are"} over already.`;
  return whoHasIt(incidents, person, { it, over, name });
}

const named = (incidents: readonly Incident[]): string =>
  `incident${incidents.length === 1 ? "" : "s"} ${incidentNumbers(incidents)}`;
