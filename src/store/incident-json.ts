import type { Incident } from "../incidents/incident.ts";
import type { RecordReader } from "./record-reader.ts";
import type { StoredRecords } from "./record-kinds.ts";

export function stateJson(incident: Incident): string {
  const { number: _n, value: _v, lastSeenAt: _l, count: _c, revision: _r, ...state } = incident;
  return JSON.stringify(state satisfies StoredRecords["incident"]);
}

export function readIncident(
  reader: RecordReader,
  hash: Readonly<Record<string, string>>,
): Incident | null {
  const state = reader.read("incident", hash["state"]);
  if (state === null) return null;
  return {
    ...state,
    number: Number(hash["number"]),
    revision: Number(hash["rev"]),
    ...readBeside(hash),
  };
}

/** What re-sent signals write. */
export function readBeside(
  hash: Readonly<Record<string, string>>,
): Pick<Incident, "value" | "lastSeenAt" | "count"> {
  return {
    value: readNumber(hash["value"]),
    lastSeenAt: Number(hash["seen"]),
    count: Number(hash["count"]),
  };
}

export function writeNumber(value: number | null): string {
  return value === null ? "" : String(value);
}

function readNumber(text: string | undefined): number | null {
  return text === undefined || text === "" ? null : Number(text);
}
