import { createHostSource } from "./adapters/host/source.ts";
import { createHttpSource } from "./adapters/http/source.ts";
import { createMysqlConnections } from "./adapters/mysql/connections.ts";
import { createMysqlSource } from "./adapters/mysql/source.ts";
import { createPostgresConnections } from "./adapters/postgres/connections.ts";
import { createPostgresSource } from "./adapters/postgres/source.ts";
import { createPrometheusSource } from "./adapters/prometheus/source.ts";
import { createRabbitmqSource } from "./adapters/rabbitmq/source.ts";
import { createConnections } from "./adapters/redis/connections.ts";
import { createRedisSource } from "./adapters/redis/source.ts";
import { createWatchroomSource } from "./adapters/watchroom/source.ts";
import type { Figures } from "./alerts/figures.ts";
import type { Config } from "./config.ts";
import type { Clock } from "./lib/clock.ts";
import type { Source } from "./ports/source.ts";

export interface Sources {
  readonly all: readonly Source[];
  stop(): void;
}

/** Every source that is asked. Nothing is connected before it is needed. Without `figures`, the alerts on them are idle. */
export function createSources(
  { sources: addresses }: Pick<Config, "sources">,
  clock: Clock,
  figures: (() => Promise<Figures>) | null,
): Sources {
  const connections = {
    mysql: createMysqlConnections(),
    postgres: createPostgresConnections(),
    redis: createConnections(),
  };
  return {
    all: [
      createHostSource(),
      createHttpSource({ addresses, clock }),
      createMysqlSource(addresses, connections.mysql),
      createPostgresSource(addresses, connections.postgres),
      createPrometheusSource(addresses),
      createRabbitmqSource(addresses),
      createRedisSource(addresses, connections.redis),
      ...(figures === null ? [] : [createWatchroomSource(figures)]),
    ],
    stop: () => Object.values(connections).forEach((each) => each.stop()),
  };
}
