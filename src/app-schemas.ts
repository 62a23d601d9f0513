import { heartbeatSchema } from "./adapters/heartbeat/schema.ts";
import { hostSchema } from "./adapters/host/schema.ts";
import { httpSchema } from "./adapters/http/schema.ts";
import { inboundSchema } from "./adapters/inbound/schema.ts";
import { prometheusSchema } from "./adapters/prometheus/schema.ts";
import { rabbitmqSchema } from "./adapters/rabbitmq/schema.ts";
import { mysqlSchema } from "./adapters/mysql/schema.ts";
import { postgresSchema } from "./adapters/postgres/schema.ts";
import { redisSchema } from "./adapters/redis/schema.ts";
import { watchroomSchema } from "./adapters/watchroom/schema.ts";
import type { SourceSchema } from "./ports/source.ts";

/** What the book may say of each kind of source. */
export const SCHEMAS: readonly SourceSchema[] = [
  hostSchema,
  httpSchema,
  mysqlSchema,
  postgresSchema,
  redisSchema,
  rabbitmqSchema,
  prometheusSchema,
  heartbeatSchema,
  inboundSchema,
  watchroomSchema,
];
