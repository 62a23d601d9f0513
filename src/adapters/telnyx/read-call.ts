import { z } from "zod";
import { parseForm } from "../../lib/form.ts";
import type { Reported } from "./report.ts";
import { callProgress } from "./states.ts";

const statusSchema = z.object({
  CallSid: z.string().min(1).max(200),
  CallStatus: z.string().min(1).max(40),
  SequenceNumber: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .nullable()
    .catch(null),
  HangupCause: z.string().catch(""),
});

/** Null: this tells nothing of a call. */
export function readCallStatus(body: Buffer): Reported | null {
  const read = statusSchema.safeParse(parseForm(body));
  if (!read.success) return null;
  const { CallSid, CallStatus, SequenceNumber, HangupCause } = read.data;
  return {
    progress: {
      providerId: CallSid,
      sequence: SequenceNumber,
      state: callProgress(CallStatus, HangupCause),
    },
    code: null,
  };
}

/** The key that was pressed; empty when none was. */
export function readDigit(body: Buffer): string {
  return (parseForm(body)["Digits"] ?? "").slice(0, 1);
}
