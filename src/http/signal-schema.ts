import { z } from "zod";
import { severityFromOutside } from "../alerts/severity.ts";
import type { Signal } from "../alerts/signal.ts";
import { cut } from "../lib/cut.ts";
import { parseInstant } from "../lib/instant.ts";

const MAX_ALERT = 200;
const MAX_SUMMARY = 2_000;
const MAX_LABEL_NAME = 100;
const MAX_LABEL_VALUE = 500;
const MAX_LABELS = 64;

const labelValue = z
  .union([z.string(), z.number(), z.boolean()])
  .transform((value) => cut(String(value), MAX_LABEL_VALUE));

const signal = z
  .object({
    alert: z.string("the alert's name is needed").trim().min(1, "the alert's name is needed"),
    status: z.enum(["firing", "resolved"], "firing or resolved"),
    summary: z.string().nullish(),
    severity: z.string().nullish(),
    labels: z
      .record(z.string(), labelValue)
      .refine((labels) => Object.keys(labels).length <= MAX_LABELS, `at most ${MAX_LABELS} labels`)
      .nullish(),
    value: z.number("a finite number").nullish(),
    at: z.string("an instant such as 2026-01-31T03:12:00Z").nullish(),
  })
  .transform((raw, context): Signal => {
    const at = raw.at ? parseInstant(raw.at) : null;
    if (raw.at && at === null)
      context.addIssue({
        code: "custom",
        path: ["at"],
        message: "an instant such as 2026-01-31T03:12:00Z",
      });
    return {
      alert: cut(raw.alert, MAX_ALERT),
      status: raw.status,
      summary: raw.summary ? cut(raw.summary, MAX_SUMMARY) : null,
      severity: severityFromOutside(raw.severity ?? undefined),
      labels: Object.fromEntries(
        Object.entries(raw.labels ?? {}).map(([name, value]) => [cut(name, MAX_LABEL_NAME), value]),
      ),
      value: raw.value ?? null,
      at,
    };
  });

const many = z.array(signal).min(1, "the list is empty");
const one = signal.transform((only) => [only]);

/** One signal or a list of them. What is too long is cut with a mark, never refused. */
export function readSignals(body: unknown): z.ZodSafeParseResult<Signal[]> {
  const data = plainSignals(body);
  if (data) return { success: true, data };
  return Array.isArray(body) ? many.safeParse(body) : one.safeParse(body);
}

/**
 * What most senders send, read by hand, as the schema would read it: that takes ten times as long, and on a bad night
 * nothing else is asked so often. Null: not certain, ask the schema.
 */
function plainSignals(body: unknown): Signal[] | null {
  const all: readonly unknown[] = Array.isArray(body) ? body : [body];
  const read: Signal[] = [];
  for (const raw of all) {
    const signal = plainSignal(raw);
    if (!signal) return null;
    read.push(signal);
  }
  return read.length > 0 ? read : null;
}

function plainSignal(raw: unknown): Signal | null {
  if (!isObject(raw)) return null;
  const { alert, status, summary, severity, labels, value, at } = raw;
  if (!isShort(alert, MAX_ALERT) || alert.trim() !== alert || alert === "") return null;
  if (status !== "firing" && status !== "resolved") return null;
  if (!isAbsent(summary) && !isShort(summary, MAX_SUMMARY)) return null;
  if (!isAbsent(severity) && typeof severity !== "string") return null;
  if (!isAbsent(labels) && !arePlainLabels(labels)) return null;
  if (!isAbsent(value) && !Number.isFinite(value)) return null;
  if (!isAbsent(at)) return null;
  return {
    alert,
    status,
    summary: summary || null,
    severity: severityFromOutside(severity ?? undefined),
    labels: labels ?? {},
    value: (value as number | null | undefined) ?? null,
    at: null,
  };
}

function arePlainLabels(labels: unknown): labels is Readonly<Record<string, string>> {
  if (!isObject(labels)) return false;
  const names = Object.keys(labels);
  return (
    names.length <= MAX_LABELS &&
    names.every(
      (name) =>
        name.length <= MAX_LABEL_NAME &&
        name !== "__proto__" &&
        isShort(labels[name], MAX_LABEL_VALUE),
    )
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

function isShort(value: unknown, most: number): value is string {
  return typeof value === "string" && value.length <= most;
}
