import type { Incident } from "../incidents/incident.ts";

/** Newer code reads older records; a record of a newer version is left in place and said so. */
const VERSION = 1;

/** What the commit script keeps beside the state, because re-sent signals write it without comparing. */
type Beside = "number" | "value" | "lastSeenAt" | "count" | "revision";

export function stateJson(incident: Incident): string {
  const { number: _n, value: _v, lastSeenAt: _l, count: _c, revision: _r, ...state } = incident;
  return JSON.stringify(state satisfies Omit<Incident, Beside>);
}

export function readIncident(hash: Readonly<Record<string, string>>): Incident | null {
  if (hash["state"] === undefined) return null;
  const state = JSON.parse(hash["state"]) as Omit<Incident, Beside>;
  if (state.v > VERSION)
    throw new Error(
      `incident ${hash["number"]} was written by a newer watchroom (version ${String(state.v)}): upgrade this one`,
    );
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
