import { formatDuration } from "../lib/durations.ts";
import type { AlertDefinition } from "./alert.ts";
import { limitOf } from "./crosses.ts";
import type { SeriesState } from "./series-state.ts";

/** "host-disk-full: 93 of 90 for 5 min" */
export function measuredSummary(
  { name, threshold }: AlertDefinition,
  { value, at, overSince }: SeriesState,
): string {
  const measure =
    threshold === null ? formatNumber(value, 3) : formatPair(value, limitOf(threshold));
  const span = overSince === null ? 0 : at - overSince;
  return span > 0 ? `${name}: ${measure} for ${formatDuration(span)}` : `${name}: ${measure}`;
}

/** "nightly-backup: no heartbeat for 12 min, expected every 10 min" */
export function silentSummary(
  { name }: AlertDefinition,
  { firing, value }: SeriesState,
  expectedMs: number,
): string {
  return firing
    ? `${name}: no heartbeat for ${formatDuration(value)}, expected every ${formatDuration(expectedMs)}`
    : `${name}: a heartbeat came`;
}

/** "No data from host for 3 rounds: no such folder: /data" */
export function noDataSummary(
  { source }: AlertDefinition,
  rounds: number,
  reason: string | null,
): string {
  const said = `No data from ${source.kind} for ${rounds} rounds`;
  return reason === null ? said : `${said}: ${reason}`;
}

/** With as many digits as it takes to tell the two apart: "90.04 of 90", not "90 of 90". */
function formatPair(value: number, limit: number): string {
  let digits = 3;
  const isBlurred = (): boolean =>
    value !== limit && formatNumber(value, digits) === formatNumber(limit, digits);
  while (digits < 15 && isBlurred()) digits += 1;
  return `${formatNumber(value, digits)} of ${formatNumber(limit, Math.max(digits, 6))}`;
}

function formatNumber(value: number, digits: number): string {
  const whole = Math.max(digits, Math.trunc(Math.abs(value)).toString().length);
  const short = Number.isInteger(value) ? value : Number(value.toPrecision(Math.min(whole, 15)));
  const [before = "", after] = String(short).split(".");
  const grouped = before.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return after === undefined ? grouped : `${grouped}.${after}`;
}
