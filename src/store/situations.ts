import type { Redis } from "ioredis";
import { together } from "../lib/together.ts";
import type { Incident } from "../incidents/incident.ts";
import type { FingerprintRecord, IncidentRecords } from "../ports/incident-records.ts";
import { readBeside, readIncident } from "./incident-json.ts";
import type { Keys } from "./keys.ts";
import type { RecordReader } from "./record-reader.ts";
import { APART, runApart, script } from "./run-script.ts";

/** Some ten megabytes. */
const KNOWN = 2_000;
const FINGERPRINT_VERSION = 1;

/**
 * What is known of each fingerprint. Of an incident that the caller has, at this revision, only what re-sent signals write.
 * ARGV: prefix, then for each the fingerprint, and id and revision of what the caller has.
 */
const SITUATIONS = script(`${APART}
local p = ARGV[1]
local function situation(fp, knownId, knownRev)
  local record = redis.call('HGETALL', p .. 'fp:' .. fp)
  local of = {}
  for i = 1, #record, 2 do of[record[i]] = record[i + 1] end
  local id = (of.open and of.open ~= '') and of.open or of.closed
  if not id or id == '' then return { record, {} } end
  local incident = p .. 'incident:' .. id
  if id == knownId and redis.call('HGET', incident, 'rev') == knownRev then
    local beside = redis.call('HMGET', incident, 'value', 'seen', 'count')
    return { record, { 'value', beside[1], 'seen', beside[2], 'count', beside[3] } }
  end
  return { record, redis.call('HGETALL', incident) }
end
local found = {}
for i = 2, #ARGV, 3 do found[#found + 1] = apart(situation, ARGV[i], ARGV[i + 1], ARGV[i + 2]) end
return found
`);

interface Asked {
  readonly fp: string;
  /** What is known of its incident from before. */
  readonly before: Incident | undefined;
}

/** A re-sent signal finds its incident as it was: reading its state anew each time would be most of the work. */
export function createSituations(
  redis: Redis,
  keys: Keys,
  reader: RecordReader,
): IncidentRecords["situation"] {
  const known = new Map<string, Incident>();
  const keep = (fp: string, incident: Incident): void => {
    known.delete(fp);
    known.set(fp, incident);
    const [oldest] = known.keys();
    if (known.size > KNOWN && oldest !== undefined) known.delete(oldest);
  };
  const ask = together((all: readonly Asked[]) => {
    const each = all.flatMap(({ fp, before }) => [fp, before?.id ?? "", before?.revision ?? ""]);
    return runApart<string[][]>(redis, SITUATIONS, [keys.prefix, ...each]);
  });
  return async (fp) => {
    const before = known.get(fp);
    const [record, found] = (await ask({ fp, before })).map(readHash);
    const incident = incidentOf(reader, found ?? {}, before);
    if (incident) keep(fp, incident);
    return { record: readFingerprint(record ?? {}), incident };
  };
}

function incidentOf(
  reader: RecordReader,
  found: Readonly<Record<string, string>>,
  before: Incident | undefined,
): Incident | null {
  const isKnown = before && found["state"] === undefined && found["count"] !== undefined;
  return isKnown ? { ...before, ...readBeside(found) } : readIncident(reader, found);
}

/** As scripts give it: names and values by turns. */
function readHash(flat: readonly string[]): Record<string, string> {
  const hash: Record<string, string> = {};
  for (let i = 0; i + 1 < flat.length; i += 2) hash[flat[i] ?? ""] = flat[i + 1] ?? "";
  return hash;
}

/** A record of ids and places. Throws when a newer version wrote it: the signal is set aside, and that is said. */
function readFingerprint(hash: Readonly<Record<string, string>>): FingerprintRecord {
  const { v = "1" } = hash;
  if (Number(v) > FINGERPRINT_VERSION)
    throw new Error(`a fingerprint's record was written by a newer watchroom: version ${v}`);
  const last = hash["last"]?.split(".");
  return {
    open: hash["open"] || null,
    closed: hash["closed"] || null,
    last: last?.[0] ? { entry: last[0], index: Number(last[1]) } : null,
  };
}
