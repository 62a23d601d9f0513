/** The same function, which works out each answer once and keeps the newest of them. For texts of which there are few. */
export function remember<T>(workOut: (text: string) => T, most: number): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const kept = known.get(text);
    if (kept !== undefined) return kept;
    const fresh = workOut(text);
    const [oldest] = known.keys();
    if (known.size >= most && oldest !== undefined) known.delete(oldest);
    known.set(text, fresh);
    return fresh;
  };
}
