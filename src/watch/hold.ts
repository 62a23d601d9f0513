import { HOUR } from "../lib/durations.ts";
import { isoInstant } from "../lib/instant.ts";
import type { Hold } from "../ports/hold-records.ts";
import type { Notice } from "../ports/notices.ts";
import type { Watch } from "./watch.ts";

function noticeOf({ since, why }: Hold): Notice {
  const at = isoInstant(since).slice(0, 16).replace("T", " ");
  return {
    what: `Paging is held since ${at} UTC, ${why}: nobody is called.`,
    mend: "`npx watchroom resume` lets it go on.",
  };
}

/** Says in the log, in the status and in every room that nobody is paged; in a room at the start, and again every hour. To be called every few seconds. */
export function createHoldLook(watch: Watch): () => Promise<void> {
  let said = "";
  return async () => {
    const hold = await watch.hold.current();
    if (hold === null) return;
    const notice = noticeOf(hold);
    watch.notices.say("held", notice);
    const id = `held-${hold.since}-${Math.floor((watch.clock.real() - hold.since) / HOUR)}`;
    if (id === said) return;
    const text = `${notice.what} ${notice.mend}`;
    await watch.sayings.add({ v: 1, id, incident: null, text, loud: true, whileHeld: true });
    said = id;
  };
}

/** Lets what waited go out. False when nothing was held. */
export async function resume(watch: Watch): Promise<boolean> {
  const hold = await watch.hold.current();
  if (!(await watch.hold.lift())) return false;
  const id = `resumed-${hold?.since ?? 0}`;
  await watch.sayings.add({ v: 1, id, incident: null, text: "Paging goes on.", loud: true });
  return true;
}
