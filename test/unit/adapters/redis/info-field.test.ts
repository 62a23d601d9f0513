import { expect, it } from "vitest";
import { infoField } from "../../../../src/adapters/redis/info-field.ts";

const INFO = [
  "# Memory",
  "used_memory:1024",
  "used_memory_human:1.00K",
  "mem_fragmentation_ratio:1.25",
  "",
  "# Replication",
  "role:master",
  "slave0:ip=10.0.0.2,port=6379,state=online,offset=42,lag=1",
  "",
  "# Keyspace",
  "db0:keys=7,expires=1,avg_ttl=0",
].join("\r\n");

it.each<[string, number | string]>([
  ["used_memory", 1024],
  ["mem_fragmentation_ratio", 1.25],
  ["db0.keys", 7],
  ["slave0.lag", 1],
  ["db1.keys", 0],
  ["db1.expires", 0],
  ["db1", "INFO has no field db1"],
  ["db1.avg_ttl", "INFO has no field db1"],
  ["used_mem", "INFO has no field used_mem"],
  ["used_memory_human", "used_memory_human of INFO is no number"],
  ["slave0.state", "slave0.state of INFO is no number"],
  ["slave0.lg", "the field slave0 of INFO has no part lg"],
  ["used_memory.keys", "the field used_memory of INFO has no part keys"],
])("%s of INFO is %s", (name, value) => {
  expect(infoField(INFO, name)).toBe(value);
});
