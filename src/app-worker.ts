import type { Tending } from "./app-slack-tending.ts";
import { createRoomLoops } from "./app-room-loops.ts";
import type { Clock } from "./lib/clock.ts";
import { SECOND } from "./lib/durations.ts";
import type { Log } from "./lib/log.ts";
import type { Alarm } from "./queue/alarm.ts";
import type { Deliveries } from "./queue/deliveries.ts";
import { every } from "./lib/timers.ts";
import { createLoop, type Loop } from "./queue/loop.ts";
import { audit } from "./watch/audit.ts";
import { createCarrying } from "./watch/carry-out.ts";
import { followPages } from "./watch/follow-pages.ts";
import { tendPhones } from "./watch/tend-phones.ts";
import { fold } from "./watch/fold.ts";
import type { EventHandling } from "./watch/handle-events.ts";
import { wake } from "./watch/wake.ts";
import type { Watch } from "./watch/watch.ts";

const FOLD_LEASE_MS = 3 * SECOND;
const FOLD_RENEW_MS = SECOND;
const FOLD_WAIT_MS = SECOND;
const AUDIT_EVERY_MS = 5 * SECOND;
const AUDIT_LEASE_MS = 10 * SECOND;
const LOOK_EVERY_MS = SECOND;
const TIDY_EVERY_MS = 30 * SECOND;
const FOLLOW_EVERY_MS = 2 * SECOND;
const HEARTBEAT_EVERY_MS = 10 * SECOND;

export interface WorkerParts {
  readonly watch: Watch;
  readonly alarm: Alarm;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  readonly log: Log;
  /** What else the auditor looks after, every five seconds. */
  reconcile(): Promise<void>;
  /** A small step of removing what is old; true: there is more. */
  tidy(): Promise<boolean>;
  /** To whoever watches us, every ten seconds. */
  heartbeat(): Promise<void>;
  /** What was told us elsewhere and is not handled yet; null: nobody tells us anything. */
  readonly events: EventHandling | null;
  /** What a chat needs now and then; null without one. */
  readonly tending: Tending | null;
  /** Rounds that nobody has run in time. */
  collectLate(): Promise<void>;
}

export interface Worker {
  start(): void;
  /** A word from the store: something was written that somebody should carry out. */
  heard(word: string): void;
  stop(): Promise<void>;
}

/** Everything that runs in the background. Each loop reads what is due from the store, so that a lost nudge costs a second. */
export function createWorker(parts: WorkerParts): Worker {
  const { watch, alarm, deliveries, log } = parts;
  const loop: MakeLoop = (name, everyMs, run) => createLoop({ name, log, everyMs, run });
  const carrying = createCarrying(watch);
  const loops = createLoops(parts, carrying, loop);
  const rooms = createRoomLoops(watch, (name, run) => loop(name, LOOK_EVERY_MS, run));
  const all = [...Object.values(loops), ...rooms.all];
  return {
    start: () => {
      alarm.start();
      deliveries.start();
      for (const each of all) each.start();
    },
    heard: (word) => {
      const [what = "", at] = word.split(" ");
      rooms.heard(what);
      if (what === "outbox" || what === "pages" || what === "events") loops[what].nudge();
      if (what === "due") hearDue(parts, Number(at), loops.due);
    },
    stop: async () => {
      const others = [parts.events, parts.tending].map(async (one) => one?.stop());
      await Promise.all([...all.map((each) => each.stop()), ...others]);
      await carrying.stop();
      await Promise.all(
        ["fold", "audit", "heartbeat", "tidy", "phones"].map((lease) =>
          watch.leases.release(lease),
        ),
      );
      await Promise.all([alarm.stop(), deliveries.stop()]);
    },
  };
}

type MakeLoop = (name: string, everyMs: number, run: () => Promise<boolean>) => Loop;

function createLoops(
  parts: WorkerParts,
  carrying: ReturnType<typeof createCarrying>,
  loop: MakeLoop,
) {
  const { watch, deliveries } = parts;
  return {
    fold: loop("fold", LOOK_EVERY_MS, () => foldOnce(watch)),
    due: loop("due", AUDIT_EVERY_MS, async () => (await wake(watch)) > 0),
    outbox: loop("outbox", LOOK_EVERY_MS, () => carrying.look()),
    pages: loop(
      "pages",
      AUDIT_EVERY_MS,
      once(() => deliveries.send()),
    ),
    // A source that hangs holds up nothing but this.
    rounds: loop(
      "rounds",
      AUDIT_EVERY_MS,
      once(() => parts.collectLate()),
    ),
    events: loop("events", LOOK_EVERY_MS, async () => (await parts.events?.look()) ?? false),
    tend: loop(
      "tend",
      AUDIT_EVERY_MS,
      once(async () => parts.tending?.look()),
    ),
    tidy: loop("tidy", TIDY_EVERY_MS, () => parts.tidy()),
    follow: loop("follow", FOLLOW_EVERY_MS, () => followPages(watch)),
    phones: loop(
      "phones",
      TIDY_EVERY_MS,
      once(() => tendPhones(watch)),
    ),
    heartbeat: loop(
      "heartbeat",
      HEARTBEAT_EVERY_MS,
      once(() => parts.heartbeat()),
    ),
    audit: loop("audit", AUDIT_EVERY_MS, async () => {
      if ((await watch.leases.hold("audit", AUDIT_LEASE_MS)) === null) return false;
      await auditOnce(parts);
      return false;
    }),
  };
}

/** A step after which there is nothing more to do for now. */
function once(step: () => Promise<unknown>): () => Promise<boolean> {
  return async () => {
    await step();
    return false;
  };
}

function hearDue({ alarm, clock, log }: WorkerParts, at: number, due: Loop): void {
  if (at <= clock.now()) return due.nudge();
  alarm
    .set(at)
    .catch((error: unknown) =>
      log.warn({ error }, "an alarm could not be set; the auditor will look"),
    );
}

async function foldOnce(watch: Watch): Promise<boolean> {
  const fence = await watch.leases.hold("fold", FOLD_LEASE_MS);
  if (fence === null) return false;
  const stopRenewing = every(FOLD_RENEW_MS, () => void renew(watch));
  try {
    const { fenced } = await fold(watch, fence, FOLD_WAIT_MS);
    return !fenced;
  } finally {
    stopRenewing();
  }
}

/** A large entry takes longer than a lease lasts, and whoever takes over from the living counts it as a death. */
async function renew({ leases, log }: Watch): Promise<void> {
  try {
    await leases.hold("fold", FOLD_LEASE_MS);
  } catch (error) {
    log.debug({ error }, "the fold's lease could not be renewed");
  }
}

async function auditOnce({ watch, log, reconcile }: WorkerParts): Promise<void> {
  const { late, replanned } = await audit(watch);
  if (late > 0) log.warn({ late }, "wake-ups were late");
  if (replanned > 0)
    log.warn({ replanned }, "the clock was set back; everything planned moved with it");
  await reconcile();
}
