import { createPretendPhone } from "./adapters/local/phone.ts";
import { METHODS, type Method } from "./incidents/policy.ts";
import type { Clock } from "./lib/clock.ts";
import type { LocalRoomRecords } from "./ports/local-room-records.ts";
import type { Notifier } from "./ports/notifier.ts";

export interface NotifierParts {
  readonly room: LocalRoomRecords;
  readonly clock: Clock;
  /** Null: no chat that is set up has any. */
  readonly directMessages: Notifier | null;
  /** In the order in which they are tried. */
  readonly real: readonly Notifier[];
}

/** The ways out for each method, in the order in which they are tried: the real ones that are configured, else the phone on the page. */
export function createNotifiers({
  room,
  clock,
  directMessages,
  real,
}: NotifierParts): ReadonlyMap<Method, readonly Notifier[]> {
  const set = [...(directMessages ? [directMessages] : []), ...real];
  const found = METHODS.map((method) => {
    const ways = set.filter((notifier) => notifier.method === method);
    return [method, ways.length > 0 ? ways : standIns(method, room, clock)] as const;
  });
  return new Map(found.filter(([, ways]) => ways.length > 0));
}

function standIns(method: Method, room: LocalRoomRecords, clock: Clock): readonly Notifier[] {
  switch (method) {
    case "push":
    case "sms":
    case "voice":
      return [createPretendPhone(method, room, clock)];
    case "dm":
    case "pagerduty":
    case "opsgenie":
      return [];
  }
}
