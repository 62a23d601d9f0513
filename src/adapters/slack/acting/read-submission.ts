import { z } from "zod";

/** A form that somebody filled in. */
export interface Submission {
  readonly user: string;
  readonly form: string;
  readonly about: string;
  /** As Slack sends it. */
  readonly state: unknown;
  /** Its first field, where what is wrong is shown. */
  readonly field: string;
}

const schema = z.object({
  user: z.object({ id: z.string().min(1) }),
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string().catch(""),
    state: z.unknown(),
    blocks: z.array(z.object({ type: z.string(), block_id: z.string().catch("") })).catch([]),
  }),
});

export function readSubmission(body: unknown): Submission | null {
  const read = schema.safeParse(body);
  if (!read.success) return null;
  const { user, view } = read.data;
  return {
    user: user.id,
    form: view.callback_id,
    about: view.private_metadata,
    state: view.state,
    field: view.blocks.find(({ type }) => type === "input")?.block_id ?? "",
  };
}
