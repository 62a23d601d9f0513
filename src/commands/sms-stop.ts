import { createHash } from "node:crypto";
import type { Person } from "../oncall/person.ts";
import type { Watch } from "../watch/watch.ts";
import { name } from "./said.ts";

/** They want no SMS any more. The vendor tells them so, and the room is told, once. */
export async function smsStop(watch: Watch, person: Person, id: string): Promise<void> {
  if (await isStopped(watch, person)) return;
  await say(
    watch,
    id,
    `${name(person)} has stopped SMS from watchroom: text messages do not reach them any more. START to the same number lifts it.`,
  );
  await watch.phones.note(person.handle, { stoppedAt: watch.clock.now() });
}

/** False: nothing was stopped. */
export async function smsStart(watch: Watch, person: Person, id: string): Promise<boolean> {
  if (!(await isStopped(watch, person))) return false;
  await say(watch, id, `Text messages from watchroom reach ${name(person)} again.`);
  await watch.phones.note(person.handle, { stoppedAt: null });
  return true;
}

async function isStopped({ phones }: Watch, { handle }: Person): Promise<boolean> {
  const found = await phones.find(handle);
  return found?.state === "known" && found.phone.stoppedAt !== null;
}

/** Named by its SMS, so that one that is told twice is said once. */
async function say(watch: Watch, sms: string, text: string): Promise<void> {
  const id = `sms-${createHash("sha256").update(sms).digest("hex").slice(0, 24)}`;
  await watch.sayings.add({ v: 1, id, incident: null, text, loud: false });
}
