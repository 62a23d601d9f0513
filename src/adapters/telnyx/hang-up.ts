import { ask, type Asked } from "./account.ts";
import type { TelnyxParts } from "./parts.ts";
import { readStopped, stopped, type Reading } from "./read-reply.ts";

/** Ends a call that rings or is under way. */
export async function hangUp(
  { config, clock }: Pick<TelnyxParts, "config" | "clock">,
  sid: string,
  wanted: Pick<Asked, "timeoutMs" | "signal">,
): Promise<Reading> {
  const call = encodeURIComponent(sid);
  const one = async (path: string, body: object): Promise<Reading | null> =>
    readStopped(await ask(config, { path, body, ...wanted }), sid, clock.real());
  // The first is for calls of this kind, and old; where it knows nothing of the call, the one for all calls is asked.
  return (
    (await one(`/texml/calls/${call}/update`, { Status: "completed" })) ??
    (await one(`/calls/${call}/actions/hangup`, {})) ??
    stopped(sid)
  );
}
