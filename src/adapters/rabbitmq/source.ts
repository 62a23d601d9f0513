import type { SourceSpec } from "../../alerts/alert.ts";
import { serviceAddress, type ServiceAddress } from "../../lib/service-address.ts";
import { addressOf, variableOf, type SourceAddress } from "../../lib/source-addresses.ts";
import type { Source, SourceAnswer } from "../../ports/source.ts";
import { createManagement } from "./management.ts";
import { isOfNodes } from "./measures.ts";
import { readNodes } from "./read-nodes.ts";
import { readQueues } from "./read-queues.ts";
import { rabbitmqOptions } from "./schema.ts";

const VHOST = "/";

/** Queues and nodes of a RabbitMQ, as its management plugin counts them; that is some seconds ago. */
export function createRabbitmqSource(addresses: ReadonlyMap<string, SourceAddress>): Source {
  const look = ({ connection }: SourceSpec): ServiceAddress | string => {
    const variable = variableOf("rabbitmq", connection);
    const given = addressOf(addresses, "rabbitmq", connection);
    if (given === null) return `${variable} is not set`;
    return (
      serviceAddress(given) ??
      `${variable} is no address of RabbitMQ's management, as in http://user:password@host:15672, or its token has a space in it`
    );
  };
  return {
    kind: "rabbitmq",
    idle: (spec) => {
      const address = look(spec);
      return typeof address === "string" ? address : null;
    },
    read: async (spec, signal): Promise<SourceAnswer> => {
      const options = rabbitmqOptions.safeParse(spec.options);
      if (!options.success)
        return { outcome: "failed", reason: "`queue`, `vhost` or `measure` is not right" };
      const address = look(spec);
      if (typeof address === "string") return { outcome: "failed", reason: address };
      const { measure, queue = "", vhost = VHOST } = options.data;
      const api = createManagement(address, signal);
      return isOfNodes(measure)
        ? readNodes(api, measure)
        : readQueues(api, { vhost, queue, measure });
    },
  };
}
