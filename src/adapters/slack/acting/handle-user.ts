import { z } from "zod";
import type { HandlerParts } from "./handler-parts.ts";

const changeSchema = z.object({ user: z.object({ id: z.string().min(1) }) });
const quietSchema = z.object({ user: z.string().min(1) });

/** Somebody has another name, or may do less than before. Most of these are about a new status, and change nothing. */
export async function handleUserChange({ team }: HandlerParts, event: unknown): Promise<void> {
  const read = changeSchema.safeParse(event);
  if (read.success) await team.changed(read.data.user.id);
}

/** Somebody of the team does not want to be disturbed, or does again. */
export async function handleUserQuiet(parts: HandlerParts, event: unknown): Promise<void> {
  const read = quietSchema.safeParse(event);
  if (!read.success) return;
  const { kind } = await parts.team.identify(read.data.user);
  if (kind === "member") await parts.inward.presenceChanged();
}
