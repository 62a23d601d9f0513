import { z } from "zod";
import type { SourceSchema } from "../../ports/source.ts";

/** Labels that a signal must carry to be this alert's; without `match` it is known by its name. */
export const inboundSchema: SourceSchema = {
  kind: "inbound",
  options: z.strictObject({ match: z.record(z.string(), z.string()).optional() }),
  threshold: false,
};
