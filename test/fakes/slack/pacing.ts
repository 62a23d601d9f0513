/** Whether one more message may go to a channel now; else how many seconds are to be waited. By the machine's own clock. */
export function createPacing(
  rule: { readonly everyMs: number; readonly burst?: number } | null,
): (channel: string) => number {
  const filled = new Map<string, { at: number; level: number }>();
  return (channel) => {
    if (rule === null) return 0;
    const { everyMs, burst = 1 } = rule;
    const now = performance.now();
    const before = filled.get(channel) ?? { at: now, level: 0 };
    const level = Math.max(0, before.level - (now - before.at) / everyMs);
    const isOver = level > burst - 1;
    filled.set(channel, { at: now, level: isOver ? level : level + 1 });
    return isOver ? Math.max(1, Math.ceil(((level - burst + 1) * everyMs) / 1_000)) : 0;
  };
}
