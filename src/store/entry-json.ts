import { z } from "zod";
import { isSeverity } from "../alerts/severity.ts";
import type { Signal } from "../alerts/signal.ts";
import { readRecord, type JsonObject } from "./read-record.ts";
import { UPGRADES } from "./record-kinds.ts";
import { complaint } from "./record-reader.ts";

const signalSchema = z.object({
  alert: z.string(),
  status: z.enum(["firing", "resolved"]),
  summary: z.string().nullable(),
  severity: z.enum(["critical", "warning", "info"]).nullable(),
  labels: z.record(z.string(), z.string()),
  value: z.number().nullable(),
  at: z.number().nullable(),
  after: z.object({ number: z.number(), by: z.string(), at: z.number() }).optional(),
});
const entrySchema = z.object({ signals: z.array(signalSchema) });

export function entryJson(signals: readonly Signal[]): string {
  return JSON.stringify({ v: 1, signals });
}

/** Throws when this is not what `entryJson` writes, and says where it is not. */
export function readEntryJson(json: string): readonly Signal[] {
  const found = readRecord(json, UPGRADES["inbox-entry"]);
  if (found.outcome !== "read") throw new Error(complaint("inbox-entry", found).what);
  const { record } = found;
  return isEntry(record) ? record.signals : entrySchema.parse(record).signals;
}

/** The schema takes ten times as long, and all that arrives comes through here: it is asked only for what is wrong. */
function isEntry(record: JsonObject): record is { readonly signals: readonly Signal[] } {
  const { signals } = record;
  return Array.isArray(signals) && signals.every(isSignal);
}

function isSignal(value: unknown): value is Signal {
  if (!isObject(value)) return false;
  return (
    typeof value["alert"] === "string" &&
    (value["status"] === "firing" || value["status"] === "resolved") &&
    (value["summary"] === null || typeof value["summary"] === "string") &&
    (value["severity"] === null || isSeverity(value["severity"])) &&
    isObject(value["labels"]) &&
    Object.values(value["labels"]).every((label) => typeof label === "string") &&
    isNumberOrNull(value["value"]) &&
    isNumberOrNull(value["at"]) &&
    value["after"] === undefined
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumberOrNull(value: unknown): boolean {
  return value === null || typeof value === "number";
}
