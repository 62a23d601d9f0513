import type { Labels, Signal } from "./signal.ts";

/** They give a test a fingerprint of its own, so that it never joins, or ends, what is real. */
export const TEST_LABELS: Labels = { test: "true" };

export function testSummary(alert: string, by: string): string {
  return `Test of ${alert}, sent by ${by}.`;
}

export function hasTestLabels(labels: Labels): boolean {
  return Object.entries(TEST_LABELS).every(([name, value]) => labels[name] === value);
}

/** Labels alone do not make it one: those of a real alarm are whatever its sender likes, and nobody gets up for a test. */
export function isTest({ labels, summary }: Pick<Signal, "labels" | "summary">): boolean {
  return hasTestLabels(labels) && (summary?.startsWith("Test of ") ?? false);
}
