import { z } from "zod";

/** A button that somebody pressed. */
export interface Press {
  readonly user: string;
  readonly action: string;
  readonly value: string;
  readonly trigger: string;
  /** Id of the view that it stands in; null: in a message. */
  readonly view: string | null;
  /** The message that it stands in; null: in a view. */
  readonly message: {
    readonly channel: string;
    readonly ts: string;
    readonly thread: string | null;
  } | null;
}

const schema = z.object({
  user: z.object({ id: z.string().min(1) }),
  trigger_id: z.string().catch(""),
  channel: z.object({ id: z.string() }).optional(),
  view: z.object({ id: z.string().min(1) }).optional(),
  container: z
    .object({ message_ts: z.string().optional(), thread_ts: z.string().optional() })
    .catch({}),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().catch("") })).min(1),
});

export function readPress(body: unknown): Press | null {
  const read = schema.safeParse(body);
  const [pressed] = read.data?.actions ?? [];
  if (!read.success || pressed === undefined) return null;
  const { user, trigger_id: trigger, channel, container } = read.data;
  const { message_ts: ts, thread_ts: thread } = container;
  return {
    user: user.id,
    action: pressed.action_id,
    value: pressed.value,
    trigger,
    view: read.data.view?.id ?? null,
    message:
      channel === undefined || ts === undefined
        ? null
        : {
            channel: channel.id,
            ts,
            thread: thread === undefined || thread === ts ? null : thread,
          },
  };
}
