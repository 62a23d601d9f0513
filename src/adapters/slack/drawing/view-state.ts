import { z } from "zod";

const TYPED = z.object({ value: z.string() });
const CHOSEN = z.object({ selected_option: z.object({ value: z.string() }) });
const STATE = z.object({ values: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** What somebody typed or chose in a modal's block; null when nothing. Takes whatever came over the wire. */
export function valueIn(state: unknown, block: string): string | null {
  const parsed = STATE.safeParse(state);
  if (!parsed.success) return null;
  const [field] = Object.values(parsed.data.values[block] ?? {});
  const typed = TYPED.safeParse(field);
  if (typed.success) return typed.data.value.trim() || null;
  const chosen = CHOSEN.safeParse(field);
  return chosen.success ? chosen.data.selected_option.value : null;
}
