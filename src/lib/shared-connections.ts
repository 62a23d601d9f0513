/** One connection, made when it is first used. */
export interface SharedConnection {
  /** False once it has ended or broken. */
  readonly isOpen: boolean;
  /** Says goodbye; nobody uses it. */
  end(): void;
  /** At once, whatever it is doing. */
  destroy(): void;
}

export interface SharedConnections<A, C> {
  /**
   * Work on the address's one connection, when it is its turn. `busy`: others had it until the signal aborted; `late`: it
   * was its turn, and the signal aborted before the work was done. The work must not throw.
   */
  use<T>(
    address: A,
    signal: AbortSignal,
    work: (connection: C) => Promise<T>,
  ): Promise<T | "busy" | "late">;
  /** Everything is closed, and nothing is opened any more. */
  stop(): void;
}

interface Lane<C> {
  connection: C | null;
  isBusy: boolean;
  readonly waiting: Set<() => void>;
  idle: NodeJS.Timeout | null;
}

/**
 * One connection to each address, used by one at a time, and closed when nobody has used it for `idleMs`. `load` brings
 * what opens one, so that a driver costs nothing where it is not used.
 */
export function createSharedConnections<A, C extends SharedConnection>(
  load: () => Promise<(address: A) => C>,
  idleMs: number,
): SharedConnections<A, C> {
  const lanes = new Map<string, Lane<C>>();
  let isStopped = false;
  const laneOf = (address: A): Lane<C> => {
    const key = JSON.stringify(address);
    const lane = lanes.get(key) ?? {
      connection: null,
      isBusy: false,
      waiting: new Set(),
      idle: null,
    };
    lanes.set(key, lane);
    return lane;
  };
  const connectionOf = (lane: Lane<C>, open: () => C): C => {
    if (lane.connection?.isOpen !== true) {
      lane.connection?.destroy();
      lane.connection = open();
    }
    return lane.connection;
  };
  return {
    use: async (address, signal, work) => {
      const open = await load();
      if (signal.aborted) return "late";
      const lane = laneOf(address);
      if (!(await turn(lane, signal))) return "busy";
      try {
        if (isStopped) return "late";
        const done = await before(signal, work(connectionOf(lane, () => open(address))));
        if (done === "late") lane.connection?.destroy();
        return done;
      } finally {
        leave(lane, isStopped ? 0 : idleMs);
      }
    },
    stop: () => {
      isStopped = true;
      for (const lane of lanes.values()) {
        if (lane.isBusy) lane.connection?.destroy();
        else hangUp(lane);
      }
    },
  };
}

/** False: the signal aborted before it came. */
async function turn<C>(lane: Lane<C>, signal: AbortSignal): Promise<boolean> {
  if (lane.idle !== null) clearTimeout(lane.idle);
  lane.idle = null;
  if (!lane.isBusy) {
    lane.isBusy = true;
    return true;
  }
  return await new Promise((resolve) => {
    const answer = (isMine: boolean): void => {
      lane.waiting.delete(go);
      signal.removeEventListener("abort", giveUp);
      resolve(isMine);
    };
    const go = (): void => answer(true);
    const giveUp = (): void => answer(false);
    lane.waiting.add(go);
    signal.addEventListener("abort", giveUp);
  });
}

function leave<C extends SharedConnection>(lane: Lane<C>, idleMs: number): void {
  const [next] = lane.waiting;
  if (next !== undefined) return next();
  lane.isBusy = false;
  lane.idle = setTimeout(() => hangUp(lane), idleMs);
  lane.idle.unref();
}

function hangUp<C extends SharedConnection>(lane: Lane<C>): void {
  if (lane.idle !== null) clearTimeout(lane.idle);
  lane.idle = null;
  if (lane.connection?.isOpen === true) lane.connection.end();
  else lane.connection?.destroy();
  lane.connection = null;
}

function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T | "late"> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => resolve("late");
    signal.addEventListener("abort", giveUp);
    void work.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}
