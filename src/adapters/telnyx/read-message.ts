import { z } from "zod";
import type { IncomingSms } from "../../ports/callbacks.ts";
import type { ProgressState } from "../../ports/notifier.ts";
import { cut } from "../../lib/cut.ts";
import { readErrors } from "./read-errors.ts";
import type { Reported } from "./report.ts";
import { messageProgress } from "./states.ts";

const MAX_TEXT = 1_600;
const id = z.string().min(1).max(200);

const messageSchema = z.object({
  to: z.array(z.object({ status: z.string() })).min(1),
  errors: z.unknown(),
});
const askedSchema = z.object({ data: messageSchema });
const toldSchema = z.object({
  data: z.object({
    event_type: z.enum(["message.sent", "message.finalized"]),
    payload: messageSchema.extend({ id }),
  }),
});
const arrivedSchema = z.object({
  data: z.object({
    event_type: z.literal("message.received"),
    payload: z.object({
      id,
      from: z.object({ phone_number: z.string().min(1).max(40) }),
      text: z.string().catch(""),
    }),
  }),
});

/** How a message stands, where it was asked for. */
export const askedMessageSchema = askedSchema.transform(({ data }) => stateOf(data));

/** Null: this tells nothing of how a message goes on. Messages are not counted, but one that is final comes after all others. */
export function readMessageStatus(body: unknown): Reported | null {
  const read = toldSchema.safeParse(body);
  if (!read.success) return null;
  const { event_type: event, payload } = read.data.data;
  return {
    progress: {
      providerId: payload.id,
      sequence: event === "message.finalized" ? 2 : 1,
      state: stateOf(payload),
    },
    code: readErrors(payload)?.code ?? null,
  };
}

/** Null: this is no message from a phone. */
export function readIncoming(body: unknown): IncomingSms | null {
  const read = arrivedSchema.safeParse(body);
  if (!read.success) return null;
  const { id, from, text } = read.data.data.payload;
  return { provider: "telnyx", id, from: from.phone_number, text: cut(text, MAX_TEXT) };
}

function stateOf({ to, errors }: z.infer<typeof messageSchema>): ProgressState {
  return messageProgress(to[0]?.status ?? "", readErrors({ errors }));
}
