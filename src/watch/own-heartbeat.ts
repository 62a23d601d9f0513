import { MINUTE, SECOND } from "../lib/durations.ts";
import { request } from "../lib/http.ts";
import type { HeartbeatNote } from "../ports/health-records.ts";
import type { SelfLook } from "./figures.ts";
import type { Watch } from "./watch.ts";

const EVERY_MS = MINUTE;
const TIMEOUT_MS = 10 * SECOND;
const LEASE_MS = 3 * TIMEOUT_MS;
const OLDEST_S = MINUTE / SECOND;

export interface OwnHeartbeat {
  /** To be called every few seconds; says it once a minute, by one of several processes. Never longer than ten seconds. */
  beat(): Promise<void>;
  stop(): void;
}

/** Tells somebody outside that all is well, for as long as it is: when this stops, they call. The address is a secret. */
export function createOwnHeartbeat(
  watch: Watch,
  url: string,
  look: () => Promise<SelfLook>,
): OwnHeartbeat {
  const ending = new AbortController();
  const send = async (): Promise<string | null> => {
    const answer = await request({ url, timeoutMs: TIMEOUT_MS, signal: ending.signal });
    if (answer.outcome === "failed") return `the address of HEARTBEAT_URL: ${answer.reason}`;
    const isFine = answer.status >= 200 && answer.status < 300;
    return isFine ? null : `the address of HEARTBEAT_URL answered ${answer.status}`;
  };
  return {
    beat: async () => {
      if ((await watch.leases.hold("heartbeat", LEASE_MS)) === null) return;
      const last = await watch.health.heartbeat();
      const now = watch.clock.real();
      if (last && now >= last.at && now - last.at < EVERY_MS) return;
      const unwell = whatIsWrong(await look());
      const reason = unwell ?? (await send());
      if (ending.signal.aborted) return;
      const at = unwell === null ? now : (last?.at ?? 0);
      await note(watch, last, { at, reason });
    },
    stop: () => ending.abort(),
  };
}

/** Null while nothing keeps a page or a card from going out. */
function whatIsWrong({ figures, late }: SelfLook): string | null {
  if (late.length > 0) return "withheld, because alerts are measured too late";
  if (figures["outbox-age"] > OLDEST_S)
    return "withheld, because messages or calls wait to leave for more than a minute";
  if (figures["inbox-lag"] > OLDEST_S)
    return "withheld, because signals wait to be taken in for more than a minute";
  return null;
}

/** Logged once per change, not once a minute. */
async function note(
  { health, log, clock }: Watch,
  last: HeartbeatNote | null,
  { at, reason }: { readonly at: number; readonly reason: string | null },
): Promise<void> {
  const before = last?.failing ?? null;
  if (reason !== null && reason !== before?.reason)
    log.warn({ reason }, "the heartbeat of watchroom itself is missing");
  if (reason === null && before !== null) log.info({}, "the heartbeat of watchroom itself is back");
  const failing = reason === null ? null : { since: before?.since ?? clock.real(), reason };
  await health.noteHeartbeat({ v: 1, at, failing });
}
