import { formatDuration, MINUTE, SECOND } from "../lib/durations.ts";
import { isHandOver, METHODS, serviceName, type Method } from "../incidents/policy.ts";
import type { PageLimit } from "../ports/page-records.ts";
import { asWritten } from "../watch/page-limits.ts";
import { notifiersBy } from "../watch/ways-out.ts";
import type { Context } from "./command.ts";

const WORDS: Readonly<Partial<Record<Method, string>>> = { sms: "SMS", voice: "calls" };

/** The table of limits in words, and what changes it. */
export function sayLimits({ watch }: Pick<Context, "watch">): string {
  const methods = METHODS.filter(
    (method) => !isHandOver(method) || notifiersBy(watch, method).length > 0,
  );
  return [
    "How often one person is reached, at most:",
    methods.map((method) => `- ${sayLimit(method, watch.limits[method])}`).join("\n"),
    "What comes sooner is held, not dropped, and leaves as one page, in which incidents of alerts that they were not yet told of come first. The incident's own clock does not wait for it. Whoever runs watchroom changes a number with the variable beside it.",
  ].join("\n\n");
}

function sayLimit(method: Method, limit: PageLimit): string {
  const { count, spanMs } = asWritten(limit);
  const often = count === 1 ? "once" : `${count} times`;
  const words = [
    `${often} in ${formatDuration(spanMs)}`,
    ...(limit.alone ? ["never while another call to them rings"] : []),
    ...(limit.each ? ["each incident by itself"] : []),
  ].join(", ");
  const variable = isHandOver(method)
    ? ""
    : ` (\`LIMIT_${method.toUpperCase()}=${count}/${spanOf(spanMs)}\`)`;
  return `${serviceName(method) ?? WORDS[method] ?? method}: ${words}${variable}`;
}

/** As the variable takes it: `15m`, `90s`. */
function spanOf(ms: number): string {
  return ms % MINUTE === 0 ? `${ms / MINUTE}m` : `${Math.round(ms / SECOND)}s`;
}
