import { z } from "zod";
import type { SourceSchema } from "../../ports/source.ts";

export const hostOptions = z
  .strictObject({
    measure: z.enum(["load", "memory", "disk"]),
    path: z.string().min(1).optional(),
  })
  .refine(({ measure, path }) => path === undefined || measure === "disk", {
    path: ["path"],
    error: "only `measure: disk` has a path; remove it",
  });

/** All measures are percent: of the cores, of the memory, of the disk. */
export const hostSchema: SourceSchema = { kind: "host", options: hostOptions, threshold: true };
