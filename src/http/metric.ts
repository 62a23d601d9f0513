import { Counter, Gauge, type Registry } from "prom-client";

/** A value and its labels. */
export type Labelled = readonly [number, Readonly<Record<string, string>>];

export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Labelled[];
}

export function gauge(registry: Registry, { name, help, samples }: Metric): void {
  const registers = [registry];
  const metric = new Gauge({ name, help, labelNames: labelNames(samples), registers });
  for (const [value, labels] of samples) metric.set(labels, value);
}

/** What has been counted elsewhere, whole. */
export function counter(registry: Registry, { name, help, samples }: Metric): void {
  const registers = [registry];
  const metric = new Counter({ name, help, labelNames: labelNames(samples), registers });
  for (const [value, labels] of samples) metric.inc(labels, value);
}

function labelNames(samples: readonly Labelled[]): string[] {
  return Object.keys(samples[0]?.[1] ?? {});
}
