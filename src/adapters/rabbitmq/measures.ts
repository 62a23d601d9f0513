/** Where the management API keeps each, of a queue. A rate is of the last interval of its statistics, per second. */
export const OF_QUEUES = {
  messages_ready: "messages_ready",
  messages_unacknowledged: "messages_unacknowledged",
  messages: "messages",
  consumers: "consumers",
  publish_rate: "message_stats.publish_details.rate",
  deliver_rate: "message_stats.deliver_get_details.rate",
  ack_rate: "message_stats.ack_details.rate",
  memory: "memory",
} as const;

/** The same of a node. */
export const OF_NODES = {
  node_memory_alarm: "mem_alarm",
  node_disk_alarm: "disk_free_alarm",
  node_memory: "mem_used",
  node_disk_free: "disk_free",
} as const;

export type QueueMeasure = keyof typeof OF_QUEUES;
export type NodeMeasure = keyof typeof OF_NODES;

export const MEASURES = [
  ...(Object.keys(OF_QUEUES) as QueueMeasure[]),
  ...(Object.keys(OF_NODES) as NodeMeasure[]),
] as const;

export function isOfNodes(measure: string): measure is NodeMeasure {
  return Object.hasOwn(OF_NODES, measure);
}
