import { nextShift } from "../oncall/next-shift.ts";
import type { Person } from "../oncall/person.ts";
import { shownPhoneNumber } from "../oncall/phone-number.ts";
import { whoIsOnCall } from "../oncall/who-is-on-call.ts";
import type { Overview } from "../ports/inward.ts";
import { measure } from "../watch/measure.ts";
import { phoneWays } from "../watch/phone-ways.ts";
import { methodsTo } from "../watch/ways-out.ts";
import type { Watch } from "../watch/watch.ts";

const MOST_OPEN = 10;

/** The state of things at a glance, for one person. */
export async function overview(watch: Watch, person: Person): Promise<Overview> {
  const now = watch.clock.now();
  const [people, overrides, open] = await Promise.all([
    watch.people.all(),
    watch.roster.overrides(now),
    watch.incidents.open(),
  ]);
  const roster = { people, overrides, now };
  const { onCall, secondary, until } = whoIsOnCall(roster);
  return {
    onCall: onCall && { handle: onCall.handle, name: onCall.name, until },
    secondary: secondary && { handle: secondary.handle, name: secondary.name },
    shift: nextShift(roster, person),
    open: open.slice(0, MOST_OPEN).map((incident) => ({
      number: incident.number,
      title: incident.title,
      severity: incident.severity,
      status: incident.status,
      measure: measure(incident),
      openedAt: incident.openedAt,
      acknowledgedBy: incident.acknowledgedBy?.name ?? null,
    })),
    openCount: open.length,
    responder: person.responder,
    ways: await methodsTo(watch, person),
    ...(await phoneOf(watch, person)),
    url: watch.publicUrl,
  };
}

async function phoneOf(
  watch: Watch,
  { handle }: Person,
): Promise<Pick<Overview, "phone" | "rings">> {
  const found = await watch.phones.find(handle);
  if (found === null || found.state === "unreadable") return { phone: null };
  const shown = shownPhoneNumber(found.number);
  if (found.state === "unverified") return { phone: `${shown}, not verified` };
  const { failing, stoppedAt } = found.phone;
  const trouble =
    failing !== null
      ? ", but not reached lately"
      : stoppedAt === null
        ? ""
        : ", but SMS are stopped";
  return {
    phone: `${shown}, verified${trouble}`,
    ...(phoneWays(watch, "voice").length > 0 && { rings: true as const }),
  };
}
