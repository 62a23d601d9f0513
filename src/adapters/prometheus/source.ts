import type { SourceSpec } from "../../alerts/alert.ts";
import { serviceAddress, type ServiceAddress } from "../../lib/service-address.ts";
import { addressOf, variableOf, type SourceAddress } from "../../lib/source-addresses.ts";
import type { Source } from "../../ports/source.ts";
import { readNow } from "./instant.ts";
import { readPast } from "./past.ts";
import { prometheusOptions } from "./schema.ts";

interface Query {
  readonly address: ServiceAddress;
  readonly query: string;
}

/** Prometheus, or whatever answers as it does. */
export function createPrometheusSource(
  addresses: ReadonlyMap<string, SourceAddress>,
): Source & Required<Pick<Source, "history">> {
  const look = ({ connection }: SourceSpec): ServiceAddress | string => {
    const variable = variableOf("prometheus", connection);
    const given = addressOf(addresses, "prometheus", connection);
    if (given === null) return `${variable} is not set`;
    return (
      serviceAddress(given) ??
      `${variable} is no address of a Prometheus, as in http://host:9090, or its token has a space in it`
    );
  };
  const queryOf = (spec: SourceSpec): Query | string => {
    const options = prometheusOptions.safeParse(spec.options);
    if (!options.success) return "`query` must be a query of Prometheus";
    const address = look(spec);
    return typeof address === "string" ? address : { address, query: options.data.query };
  };
  return {
    kind: "prometheus",
    idle: (spec) => {
      const address = look(spec);
      return typeof address === "string" ? address : null;
    },
    read: async (spec, signal) => {
      const asked = queryOf(spec);
      return typeof asked === "string"
        ? { outcome: "failed", reason: asked }
        : readNow(asked.address, asked.query, signal);
    },
    history: async (spec, span, signal) => {
      const asked = queryOf(spec);
      return typeof asked === "string"
        ? { outcome: "failed", reason: asked }
        : readPast(asked.address, { query: asked.query, span }, signal);
    },
  };
}
