import type { Clock } from "../../lib/clock.ts";
import { SECOND } from "../../lib/durations.ts";
import type { PersonalMethod } from "../../incidents/policy.ts";
import type { LocalRoomRecords, PhonePage } from "../../ports/local-room-records.ts";
import type { Notifier } from "../../ports/notifier.ts";

/** A real phone goes to voicemail about then. */
const RINGS_MS = 45 * SECOND;

const MENDS: Readonly<Record<PersonalMethod, string>> = {
  dm: "Set up Slack: its SLACK_ variables stand in .env.example.",
  push: "Set NTFY_URL, or PUSHOVER_TOKEN.",
  sms: "Set up Twilio or Telnyx: their variables stand in .env.example.",
  voice: "Set up Twilio or Telnyx: their variables stand in .env.example.",
};

/** The phone on the page: stands for push, sms and voice while nothing real of that kind is configured. */
export function createPretendPhone(
  method: PersonalMethod,
  records: LocalRoomRecords,
  clock: Clock,
): Notifier {
  const rings = method === "voice";
  return {
    method,
    name: method,
    pretend: true,
    timeoutMs: 5 * SECOND,
    ringsMs: rings ? RINGS_MS : null,
    destinationOf: ({ responder, joinedBy, handle }) =>
      Promise.resolve(responder && joinedBy === undefined ? handle : null),
    send: async (page, to) => {
      await records.savePhonePage({
        v: 1,
        id: page.id,
        handle: to,
        notifier: method,
        state: rings ? "ringing" : "shown",
        text: `${page.text} Press 1 to acknowledge, 2 to escalate${rings ? ", 3 to hear it again" : ""}.`,
        incidents: page.incidents,
        at: clock.now(),
        ringsUntil: rings ? clock.real() + RINGS_MS : null,
        note: null,
      });
      return { outcome: "sent", providerId: page.id };
    },
    stop: async (providerId) => {
      const page = await records.phonePage(providerId);
      if (page && page.state !== "ended")
        await records.savePhonePage({
          ...page,
          state: "ended",
          note: "Somebody has it, or it is over.",
        });
      return { outcome: "sent", providerId };
    },
    probe: () =>
      Promise.resolve({
        ok: false,
        said: `nothing real is configured for ${method}: the phone on the page stands for it`,
        mend: MENDS[method],
      }),
  };
}

/** A call that nobody took has ended by itself. */
export function phonePageNow(page: PhonePage, realNow: number): PhonePage {
  const isOver =
    page.state === "ringing" &&
    page.ringsUntil !== null &&
    (realNow >= page.ringsUntil || page.ringsUntil > realNow + RINGS_MS);
  return isOver ? { ...page, state: "ended", note: "Nobody answered." } : page;
}
