import { z } from "zod";
import { FIGURES, type Figure } from "../../alerts/figures.ts";
import { oneOf } from "../../playbooks/values.ts";
import type { SourceSchema } from "../../ports/source.ts";

export const watchroomOptions = z.strictObject({
  measure: oneOf(Object.keys(FIGURES) as readonly Figure[]),
});

/** What watchroom knows about itself, by the names and units of `FIGURES`. */
export const watchroomSchema: SourceSchema = {
  kind: "watchroom",
  options: watchroomOptions,
  threshold: true,
};
