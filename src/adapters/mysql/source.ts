import type { SourceSpec } from "../../alerts/alert.ts";
import type { DatabaseAddress } from "../../lib/database-address.ts";
import { SECOND } from "../../lib/durations.ts";
import { addressOf, variableOf, type SourceAddress } from "../../lib/source-addresses.ts";
import { stopwatch } from "../../lib/stopwatch.ts";
import { tableSeries, type Table } from "../../lib/table-series.ts";
import type { Source, SourceAnswer } from "../../ports/source.ts";
import { mysqlAddress } from "./address.ts";
import type { MysqlConnections } from "./connections.ts";
import { mysqlOptions } from "./schema.ts";

const LONGEST_MS = 9 * SECOND;

/** What a query says, in a transaction that can only read. */
export function createMysqlSource(
  addresses: ReadonlyMap<string, SourceAddress>,
  connections: Pick<MysqlConnections, "use">,
): Source {
  const look = ({ connection }: SourceSpec): DatabaseAddress | string => {
    const variable = variableOf("mysql", connection);
    const given = addressOf(addresses, "mysql", connection);
    if (given === null) return `${variable} is not set`;
    const address = mysqlAddress(given);
    return typeof address === "string" ? `${variable} ${address}` : address;
  };
  return {
    kind: "mysql",
    idle: (spec) => {
      const address = look(spec);
      return typeof address === "string" ? address : null;
    },
    read: async (spec, signal, withinMs = LONGEST_MS) => {
      const options = mysqlOptions.safeParse(spec.options);
      if (!options.success)
        return failed("`query` must be a SELECT or SHOW with a column named value");
      const address = look(spec);
      if (typeof address === "string") return failed(address);
      const passed = stopwatch();
      const said = await connections.use(address, signal, (session) =>
        session.read(options.data.query, () => withinMs - passed()),
      );
      if (said === "busy") return failed("other queries of its address took all the time");
      return answerOf(said === "late" ? "no answer in time" : said);
    },
  };
}

function answerOf(table: Table | string): SourceAnswer {
  const series = typeof table === "string" ? table : tableSeries(table);
  return typeof series === "string" ? failed(series) : { outcome: "read", ...series };
}

function failed(reason: string): SourceAnswer {
  return { outcome: "failed", reason };
}
