import { z } from "zod";
import { parseDuration } from "../../lib/durations.ts";
import type { SourceSchema } from "../../ports/source.ts";

const span = z.string().refine((text) => (parseDuration(text) ?? 0) > 0, {
  error: "must be a duration such as 10m, 26h or 1d",
});

export const heartbeatSchema: SourceSchema = {
  kind: "heartbeat",
  options: z.strictObject({ expect: span }),
  threshold: false,
};
