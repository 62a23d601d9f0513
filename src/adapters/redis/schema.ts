import { z, type ZodType } from "zod";
import { quoted } from "../../playbooks/problem.ts";
import { valueOf } from "../../playbooks/values.ts";
import type { SourceSchema } from "../../ports/source.ts";

const field: ZodType<string> = valueOf((given) =>
  typeof given === "string" && /^\w{1,60}(\.\w{1,60})?$/.test(given)
    ? { value: given }
    : {
        message: `must be a field of INFO, not ${quoted(given)}`,
        mend: "Write a name such as used_memory or connected_clients, or db0.keys for a part of a field.",
      },
);

export const redisOptions = z.strictObject({ info: field });

/** A number as INFO gives it, in INFO's own unit: bytes, seconds, entries. */
export const redisSchema: SourceSchema = { kind: "redis", options: redisOptions, threshold: true };
