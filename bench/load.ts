import { performance } from "node:perf_hooks";
import { openConnection, type Connection } from "./connection.ts";
import { signalRequest, type SignalRequest } from "./requests.ts";
import { latencies } from "./statistics.ts";

export interface Loaded {
  /** Signals that were answered with 202, and how many that is a second. */
  readonly accepted: number;
  readonly perSecond: number;
  /** Requests that were answered with anything else. */
  readonly refused: number;
  /** Of one request, in milliseconds. */
  readonly answered: ReturnType<typeof latencies>;
}

export interface Load {
  readonly port: number;
  readonly connections: number;
  /** Signals of one request. */
  readonly size: number;
  /** Signals are numbered from 0 up, and from 0 again after so many; by default never. */
  readonly distinct?: number;
}

const ACCEPTED = 202;

/** Each connection sends its next request as soon as the last is answered: as fast as the other side takes it. */
export async function closedLoop(
  load: Load,
  until: { readonly warmUpMs: number; readonly forMs: number } | { readonly signals: number },
): Promise<Loaded> {
  const tally = createTally(load);
  const lines = await openLines(load, tally);
  const begun = performance.now();
  const [from, to, most] =
    "signals" in until
      ? [begun, Infinity, until.signals]
      : [begun + until.warmUpMs, begun + until.warmUpMs + until.forMs, Infinity];
  tally.countFrom(from);
  await Promise.all(
    lines.map(
      (line) =>
        new Promise<void>((resolve) => {
          const next = (): void => {
            if (performance.now() >= to || tally.sent() >= most) resolve();
            else line.send(next);
          };
          next();
        }),
    ),
  );
  for (const line of lines) line.close();
  return tally.result(Math.min(to, performance.now()) - from);
}

/** Sends at its rate, however slow the answers are. `sent` is told of each signal as it is written. */
export async function openLoop(
  load: Load & { readonly perSecond: number; readonly forMs: number },
  sent: (signal: number, at: number) => void = () => undefined,
): Promise<Loaded> {
  const tally = createTally(load);
  const idle = [...(await openLines(load, tally))];
  const all = [...idle];
  const begun = performance.now();
  const requests = Math.round((load.forMs / 1_000) * (load.perSecond / load.size));
  const every = load.forMs / requests;
  tally.countFrom(begun);
  let begunRequests = 0;
  while (begunRequests < requests) {
    const now = performance.now();
    while (begunRequests < requests && now >= begun + begunRequests * every) {
      const line = idle.pop();
      // All connections wait for answers: what is late is sent as soon as one is free.
      if (line === undefined) break;
      begunRequests += 1;
      sent(tally.sent(), performance.now());
      line.send(() => void idle.push(line));
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  while (idle.length < all.length) await new Promise((resolve) => setTimeout(resolve, 1));
  for (const line of all) line.close();
  return tally.result(performance.now() - begun);
}

interface Line {
  send(answered: () => void): void;
  close(): void;
}

function openLines(load: Load, tally: Tally): Promise<readonly Line[]> {
  return Promise.all(
    Array.from({ length: load.connections }, async () => {
      const connection = await openConnection(load.port);
      return openLine(connection, signalRequest(load.size), tally);
    }),
  );
}

function openLine(connection: Connection, request: SignalRequest, tally: Tally): Line {
  return {
    send: (answered) => {
      request.number(tally.take());
      const at = performance.now();
      connection.send(request.bytes, (status) => {
        tally.answered(status, at);
        answered();
      });
    },
    close: () => connection.close(),
  };
}

interface Tally {
  /** Number of the next request's first signal. */
  take(): number;
  sent(): number;
  countFrom(at: number): void;
  answered(status: number, sentAt: number): void;
  result(tookMs: number): Loaded;
}

function createTally({ size, distinct = Infinity }: Load): Tally {
  let sent = 0;
  let from = 0;
  let accepted = 0;
  let refused = 0;
  const took: number[] = [];
  return {
    take: () => {
      const first = sent % distinct;
      sent += size;
      return first;
    },
    sent: () => sent,
    countFrom: (at) => {
      from = at;
    },
    answered: (status, sentAt) => {
      if (sentAt < from) return;
      if (status === ACCEPTED) accepted += size;
      else refused += 1;
      took.push(performance.now() - sentAt);
    },
    result: (tookMs) => ({
      accepted,
      perSecond: (accepted / tookMs) * 1_000,
      refused,
      answered: latencies(took),
    }),
  };
}
