import { z, type ZodType } from "zod";
import { quoted } from "../../playbooks/problem.ts";
import { valueOf } from "../../playbooks/values.ts";
import type { SourceSchema } from "../../ports/source.ts";

const LONGEST = 4_000;

const query: ZodType<string> = valueOf((given) => {
  if (typeof given !== "string" || given.trim() === "")
    return {
      message: `must be a query of Prometheus, not ${quoted(given)}`,
      mend: "Write it as text, such as 'sum by (job) (rate(http_errors_total[5m]))'.",
    };
  return given.length <= LONGEST
    ? { value: given.trim() }
    : {
        message: `must be at most ${LONGEST.toLocaleString("en")} letters long`,
        mend: "Make a recording rule of it, and ask for that.",
      };
});

export const prometheusOptions = z.strictObject({ query });

/** One series for each that the query finds, told apart by labels; without the name of the metric, for one alert is about one. */
export const prometheusSchema: SourceSchema = {
  kind: "prometheus",
  options: prometheusOptions,
  threshold: true,
};
