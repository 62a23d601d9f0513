import type { SourceSpec } from "../../alerts/alert.ts";
import { addressOf, variableOf, type SourceAddress } from "../../lib/source-addresses.ts";
import type { Source, SourceAnswer } from "../../ports/source.ts";
import type { Connections } from "./connections.ts";
import { infoField } from "./info-field.ts";
import { redisOptions } from "./schema.ts";

/** The INFO of a Redis that somebody depends on; not of the one that watchroom keeps its records in. */
export function createRedisSource(
  addresses: ReadonlyMap<string, SourceAddress>,
  connections: Pick<Connections, "info">,
): Source {
  const missing = ({ connection }: SourceSpec): string | null => {
    const address = addressOf(addresses, "redis", connection);
    if (address === null) return `${variableOf("redis", connection)} is not set`;
    return isRedisAddress(address.url)
      ? null
      : `${variableOf("redis", connection)} is no address of a Redis, as in redis://host:6379`;
  };
  return {
    kind: "redis",
    idle: missing,
    read: async (spec, signal) => {
      const options = redisOptions.safeParse(spec.options);
      if (!options.success) return failed("`info` must be a field of INFO, such as used_memory");
      const reason = missing(spec);
      const address = addressOf(addresses, "redis", spec.connection);
      if (reason !== null || address === null) return failed(reason ?? "it has no address");
      try {
        return readingOf(infoField(await connections.info(address, signal), options.data.info));
      } catch (error) {
        return failed(signal.aborted ? "no answer in time" : explain(error));
      }
    },
  };
}

function readingOf(value: number | string): SourceAnswer {
  return typeof value === "number"
    ? { outcome: "read", readings: [{ labels: {}, value }] }
    : failed(value);
}

function isRedisAddress(url: string): boolean {
  if (url.startsWith("/")) return true;
  return URL.canParse(url) && /^rediss?:$/.test(new URL(url).protocol);
}

/** What Redis and the network say may hold an address or a name. */
function explain(error: unknown): string {
  const said = error instanceof Error ? error.message : "";
  if (/^(WRONGPASS|NOAUTH)\b|invalid password/.test(said)) return "the password is not accepted";
  if (/^NOPERM\b/.test(said)) return "this user may not run INFO";
  if (/^LOADING\b/.test(said)) return "it is still loading its data";
  return "no connection, or it ended before the answer";
}

function failed(reason: string): SourceAnswer {
  return { outcome: "failed", reason };
}
