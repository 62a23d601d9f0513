import type { Policy, Step } from "../incidents/policy.ts";
import { formatDuration } from "../lib/durations.ts";
import { plainMarkdown } from "../lib/plain.ts";
import { inWords } from "./values.ts";

/** "_Policy default: the room has 10 min; then on-call by dm and push; 2 min later on-call by sms; again 30 min later._" */
export function sayPolicy({ name, waitMs, steps, againMs }: Policy): string {
  const parts = [
    `the room has ${formatDuration(waitMs)}`,
    ...steps.map(sayStep),
    `again ${formatDuration(againMs)} later`,
  ];
  return `_Policy ${name}: ${parts.join("; ")}._`;
}

function sayStep({ afterMs, page, by, repeat }: Step, index: number): string {
  const when = index === 0 ? "then" : `${formatDuration(afterMs)} later`;
  const times = repeat.times > 1 ? `, ${repeat.times} times` : "";
  return `${when} ${plainMarkdown(page, 40)} by ${inWords(by, "and")}${times}`;
}
