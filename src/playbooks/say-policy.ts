import { isHandOver, serviceName, type Policy, type Step } from "../incidents/policy.ts";
import { formatDuration } from "../lib/durations.ts";
import { listed } from "../lib/listed.ts";
import { plainMarkdown } from "../lib/plain.ts";
import { inWords } from "./values.ts";

/** "_Policy default: the room has 10 min; then on-call by dm and push; 2 min later on-call by sms; handed over to PagerDuty; again 30 min later._" */
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
  const ways = by.filter((method) => !isHandOver(method));
  const services = by.flatMap((method) => serviceName(method) ?? []);
  const parts = [
    ...(ways.length > 0 ? [`${plainMarkdown(page, 40)} by ${inWords(ways, "and")}`] : []),
    ...(services.length > 0 ? [`handed over to ${listed(services)}`] : []),
  ];
  return `${when} ${listed(parts)}${times}`;
}
