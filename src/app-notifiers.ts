import { createPretendPhone } from "./adapters/local/phone.ts";
import { createNtfy } from "./adapters/ntfy/notifier.ts";
import type { Config } from "./config.ts";
import type { Method } from "./incidents/policy.ts";
import type { Clock } from "./lib/clock.ts";
import type { ContactRecords } from "./ports/contact-records.ts";
import type { LocalRoomRecords } from "./ports/local-room-records.ts";
import type { Notifier } from "./ports/notifier.ts";

export interface NotifierParts {
  readonly config: Pick<Config, "ntfy">;
  readonly room: LocalRoomRecords;
  readonly contacts: ContactRecords;
  readonly clock: Clock;
  /** Null: no chat that is set up has any. */
  readonly directMessages: Notifier | null;
}

/** The ways out for each method, in the order in which they are tried: the real ones that are configured, else the phone on the page. */
export function createNotifiers({
  config,
  room,
  contacts,
  clock,
  directMessages,
}: NotifierParts): ReadonlyMap<Method, readonly Notifier[]> {
  const all = new Map<Method, readonly Notifier[]>(
    (["push", "sms", "voice"] as const).map((method) => [
      method,
      [createPretendPhone(method, room, clock)],
    ]),
  );
  if (directMessages !== null) all.set("dm", [directMessages]);
  if (config.ntfy !== null) all.set("push", [createNtfy({ ...config.ntfy, contacts })]);
  return all;
}
