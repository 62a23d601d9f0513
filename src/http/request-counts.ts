export interface RequestCount {
  readonly route: string;
  readonly status: number;
  readonly count: number;
}

/** What this process has answered, by class of route and status. */
export interface RequestCounts {
  add(route: string, status: number): void;
  all(): readonly RequestCount[];
}

export function createRequestCounts(): RequestCounts {
  const counts = new Map<string, RequestCount>();
  return {
    add: (route, status) => {
      const key = `${route} ${status}`;
      counts.set(key, { route, status, count: (counts.get(key)?.count ?? 0) + 1 });
    },
    all: () => [...counts.values()],
  };
}
