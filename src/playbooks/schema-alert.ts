import { z, type ZodType } from "zod";
import { SECOND } from "../lib/durations.ts";
import { duration, name, number, oneOf, phrase, valueOf } from "./values.ts";

const connection: ZodType<string> = valueOf((given) =>
  typeof given === "string" && /^[a-z][a-z0-9_]{0,39}$/.test(given)
    ? { value: given }
    : {
        message: "must be a short lowercase name",
        mend: "Write a name such as billing: letters, digits and underscores.",
      },
);

/** The keys of every alert; all others belong to its source. */
export const ALERT = z.strictObject({
  name,
  source: phrase("the name of a source"),
  connection: connection.optional(),
  above: number.optional(),
  below: number.optional(),
  for: duration(0).default(0),
  clears: z
    .strictObject({
      above: number.optional(),
      below: number.optional(),
      for: duration(0).default(0),
    })
    .optional(),
  every: duration(SECOND).default(30 * SECOND),
  severity: oneOf(["critical", "warning", "info"]).default("critical"),
  policy: name.default("default"),
  aliases: z.array(phrase("a word or a few")).max(20, "has more than 20 names").default([]),
  "no-data": oneOf(["alert", "keep", "ok"]).default("alert"),
});

export type AlertKeys = z.output<typeof ALERT>;
export const ALERT_KEYS: readonly string[] = Object.keys(ALERT.shape);
