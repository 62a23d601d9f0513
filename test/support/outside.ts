import { caller, type Caller } from "./api.ts";
import { until } from "./until.ts";

export interface ApiIncident {
  readonly number: number;
  readonly alert: string;
  readonly status: "triggered" | "acknowledged" | "resolved";
  readonly severity: "critical" | "warning" | "info";
  readonly labels: Readonly<Record<string, string>>;
  readonly openedAt: string;
  readonly acknowledgedAt: string | null;
  readonly escalation: {
    readonly round: number;
    readonly step: number;
    readonly nextAt: string | null;
  };
}

export interface ApiDelivery {
  readonly page: string;
  readonly to: string;
  readonly notifier: string;
  readonly outcome: string;
  readonly at: string;
}

export interface ApiIncidentDetail extends ApiIncident {
  readonly timeline: readonly {
    readonly at: string;
    readonly kind: string;
    readonly text: string;
  }[];
  readonly deliveries: readonly ApiDelivery[];
}

export interface ApiPage {
  readonly id: string;
  readonly notifier: string;
  readonly incidents: readonly number[];
}

const PATIENCE_MS = 30_000;

/** watchroom as other programs and a browser see it, whoever is down just now: what reads waits for an answer. */
export interface Outside extends Caller {
  untilReady(): Promise<void>;
  /** Joins with a phone and leaves the room, so that nobody is there and somebody can be called. */
  standsBy(name: string): Promise<void>;
  signal(alert: string, n: string): Promise<void>;
  incidents(): Promise<readonly ApiIncident[]>;
  incident(number: number): Promise<ApiIncidentDetail>;
  phone(): Promise<readonly ApiPage[]>;
}

export function outside(base: string): Outside {
  const call = caller(base);
  const read = <T>(path: string): Promise<T> =>
    until(`GET ${path} answers`, PATIENCE_MS, () => call.get<T>(path));
  const write = async (path: string, status: number, body?: unknown): Promise<void> => {
    await until(`POST ${path} answers ${status}`, PATIENCE_MS, async () => {
      const answer = await call.post(path, body);
      if (answer.status !== status)
        throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
      return true;
    });
  };
  return {
    ...call,
    untilReady: async () => void (await read("/readyz")),
    standsBy: async (name) => {
      await write("/room/join", 201, { name, phone: true });
      await write("/room/leave", 204);
    },
    signal: (alert, n) => write("/api/v1/signals", 202, { alert, status: "firing", labels: { n } }),
    incidents: async () => {
      const all: ApiIncident[] = [];
      for (;;) {
        const before = all.length > 0 ? `&before=${all.at(-1)?.number}` : "";
        const page = await read<{ incidents: ApiIncident[] }>(
          `/api/v1/incidents?limit=500${before}`,
        );
        if (page.incidents.length === 0) return all;
        all.push(...page.incidents);
      }
    },
    incident: (number) => read(`/api/v1/incidents/${number}`),
    phone: async () => (await read<{ pages: ApiPage[] }>("/room/phone")).pages,
  };
}
