/** How the store stands. Instants are real milliseconds. */
export interface StoreHealth {
  readonly inboxEntries: number;
  /** How long the oldest of them has waited; 0 without any. */
  readonly inboxLagMs: number;
  /** How much of what the intake may take is taken; at 1 it refuses more. */
  readonly intakeFilled: number;
  /** Requests with signals that were accepted since the store was made, our own included. */
  readonly accepted: number;
  readonly bad: number;
  readonly late: number;
  /** Since when the oldest message, card or page could have left; null when none waits. */
  readonly waitingSince: number | null;
  /** Within the last hour. */
  readonly pagesFailed: number;
  readonly openIncidents: number;
  /** Since the store was made. */
  readonly incidents: number;
  readonly deliveries: readonly {
    readonly notifier: string;
    readonly outcome: string;
    readonly count: number;
  }[];
  readonly memoryPercent: number;
  /** What the store's own clock says. */
  readonly storeTime: number;
}

export interface AlertHealth {
  /** Its last round, in `now` time; null before the first. */
  readonly at: number | null;
  readonly noData: boolean;
}

/** What became of the last word to whoever watches us. Real milliseconds. `failing`: since when, and why, in words. */
export interface HeartbeatNote {
  readonly v: 1;
  readonly at: number;
  readonly failing: { readonly since: number; readonly reason: string } | null;
}

/** One of ours that runs. */
export interface ProcessHealth {
  readonly role: string;
  /** By how much its clock is ahead of the store's. */
  readonly aheadMs: number;
}

export interface HealthRecords {
  /** @param lateAt what was due by then, in `now` time, is late */
  read(lateAt: number, real: number): Promise<StoreHealth>;
  /** In the order of the names. */
  alerts(names: readonly string[]): Promise<readonly AlertHealth[]>;
  heartbeat(): Promise<HeartbeatNote | null>;
  noteHeartbeat(note: HeartbeatNote): Promise<void>;
  /** To be called every ten seconds or so by each process. */
  noteProcess(owner: string, role: string, real: number): Promise<void>;
  /** Those that said so within the last half minute. */
  processes(): Promise<readonly ProcessHealth[]>;
}
