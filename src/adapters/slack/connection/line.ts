import type { Clock } from "../../../lib/clock.ts";
import { SECOND } from "../../../lib/durations.ts";
import { sleep } from "../../../lib/timers.ts";
import type { SlackAnswer, SlackFailure } from "./api.ts";
import { createGate, type Pace } from "./gate.ts";
import type { Urgency } from "./lines.ts";

export interface Line {
  send<T>(
    urgency: Urgency,
    signal: AbortSignal,
    call: () => Promise<SlackAnswer<T>>,
  ): Promise<SlackAnswer<T>>;
}

interface Waiting {
  readonly rank: number;
  end(afterMs: number | null): void;
}

const RANKS: Readonly<Record<Urgency, number>> = { incident: 0, change: 1, other: 2 };

export function createLine(clock: Pick<Clock, "real">, pace: Pace, patienceMs: number): Line {
  const gate = createGate(clock, pace);
  /** The most urgent first, and those of one urgency in the order of coming. */
  const waiting: Waiting[] = [];
  let isAsleep = false;

  const move = (): void => {
    while (waiting.length > 0) {
      const waitMs = gate.waitMs();
      if (waitMs > 0) return moveIn(waitMs);
      gate.pass();
      waiting.shift()?.end(null);
    }
  };
  const moveIn = (waitMs: number): void => {
    if (isAsleep) return;
    isAsleep = true;
    void sleep(waitMs).then(() => {
      isAsleep = false;
      move();
    });
  };
  /** Answers null when it may go, else after how long it could have gone. */
  const turn = (rank: number, signal: AbortSignal): Promise<number | null> =>
    new Promise((resolve) => {
      const end = (afterMs: number | null): void => {
        signal.removeEventListener("abort", onAbort);
        resolve(afterMs);
      };
      const onAbort = (): void => {
        const index = waiting.indexOf(one);
        waiting.splice(index, 1);
        end(gate.waitMs() + index * pace.everyMs);
      };
      const one: Waiting = { rank, end };
      const place = waiting.findIndex((other) => other.rank > rank);
      waiting.splice(place === -1 ? waiting.length : place, 0, one);
      signal.addEventListener("abort", onAbort);
      move();
    });
  const close = (ms: number): void => {
    gate.close(ms);
    if (gate.closedMs() > patienceMs) for (const one of waiting.splice(0)) one.end(gate.closedMs());
  };

  return {
    send: async (urgency, signal, call) => {
      const giveUpMs = signal.aborted
        ? gate.waitMs() + waiting.length * pace.everyMs
        : overPatience(gate.closedMs(), patienceMs);
      const toldToWait = giveUpMs ?? (await turn(RANKS[urgency], signal));
      if (toldToWait !== null) return tooSoon(toldToWait);
      const answer = await call();
      if (answer.outcome === "failed" && answer.reason === "rate-limited")
        close(answer.retryAfterMs ?? SECOND);
      return answer;
    },
  };
}

function overPatience(closedMs: number, patienceMs: number): number | null {
  return closedMs > patienceMs ? closedMs : null;
}

function tooSoon(afterMs: number): SlackFailure {
  return {
    outcome: "failed",
    reason: "rate-limited",
    permanent: false,
    retryAfterMs: Math.max(SECOND, Math.ceil(afterMs)),
    error: "",
    mayHaveArrived: false,
  };
}
