import type { Threshold } from "./alert.ts";

export function crosses(threshold: Threshold, value: number): boolean {
  return "above" in threshold ? value > threshold.above : value < threshold.below;
}

export function limitOf(threshold: Threshold): number {
  return "above" in threshold ? threshold.above : threshold.below;
}
