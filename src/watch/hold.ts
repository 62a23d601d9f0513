import { HOUR, SECOND } from "../lib/durations.ts";
import { isoInstant } from "../lib/instant.ts";
import { deadline } from "../lib/timers.ts";
import type { Hold } from "../ports/hold-records.ts";
import type { Notice } from "../ports/notices.ts";
import type { Watch } from "./watch.ts";

const TIMEOUT_MS = 10 * SECOND;

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
    said = id;
    await sayInRooms(watch, id, `${notice.what} ${notice.mend}`);
  };
}

/** Lets what waited go out. False when nothing was held. */
export async function resume(watch: Watch): Promise<boolean> {
  const hold = await watch.hold.current();
  if (!(await watch.hold.lift())) return false;
  await sayInRooms(watch, `resumed-${hold?.since ?? 0}`, "Paging goes on.");
  return true;
}

async function sayInRooms(watch: Watch, id: string, text: string): Promise<void> {
  const saying = { id, text, incident: null, loud: true, isUncertain: false };
  const posted = await Promise.all(
    watch.rooms.map((room) => room.say(saying, deadline(TIMEOUT_MS))),
  );
  const failed = posted.filter(({ outcome }) => outcome === "failed").length;
  if (failed > 0) watch.log.warn({ failed }, "a room could not be told about the hold");
}
