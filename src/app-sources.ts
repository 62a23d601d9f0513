import { createHostSource } from "./adapters/host/source.ts";
import { createHttpSource } from "./adapters/http/source.ts";
import { createConnections } from "./adapters/redis/connections.ts";
import { createRedisSource } from "./adapters/redis/source.ts";
import { createWatchroomSource } from "./adapters/watchroom/source.ts";
import type { Figures } from "./alerts/figures.ts";
import type { Clock } from "./lib/clock.ts";
import type { SourceAddress } from "./lib/source-addresses.ts";
import type { Source } from "./ports/source.ts";

export interface SourceParts {
  readonly addresses: ReadonlyMap<string, SourceAddress>;
  readonly clock: Clock;
  /** Null: the alerts on them are idle. */
  readonly figures: (() => Promise<Figures>) | null;
}

export interface Sources {
  readonly sources: readonly Source[];
  stop(): void;
}

/** Every source that is asked. Nothing is connected before it is needed. */
export function createSources({ addresses, clock, figures }: SourceParts): Sources {
  const connections = createConnections();
  return {
    sources: [
      createHostSource(),
      createHttpSource({ addresses, clock }),
      createRedisSource(addresses, connections),
      ...(figures === null ? [] : [createWatchroomSource(figures)]),
    ],
    stop: () => connections.stop(),
  };
}
