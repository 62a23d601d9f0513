import { z } from "zod";
import type { TelnyxError } from "./error-codes.ts";

const errorSchema = z.object({
  code: z.union([z.number(), z.string().regex(/^\d{1,6}$/)]).transform(Number),
  title: z.string().catch(""),
  detail: z.string().catch(""),
  source: z.object({ pointer: z.string() }).catch({ pointer: "" }),
});
const errorsSchema = z.object({ errors: z.array(z.unknown()) });

/** The first that can be read, of an answer or of a message that did not arrive. */
export function readErrors(body: unknown): TelnyxError | null {
  const read = errorsSchema.safeParse(body);
  for (const one of read.success ? read.data.errors : []) {
    const { data } = errorSchema.safeParse(one);
    if (data)
      return {
        code: data.code,
        words: `${data.title} ${data.detail}`,
        pointer: data.source.pointer,
      };
  }
  return null;
}
