/** Where one of our messages is. */
export interface Place {
  readonly channel: string;
  readonly ts: string;
}

export function refOf({ channel, ts }: Place): string {
  return `${channel}/${ts}`;
}

/** Null for what is none, as the reference of another room. */
export function placeOf(ref: string): Place | null {
  const [channel, ts, ...rest] = ref.split("/");
  if (!channel || rest.length > 0 || !/^\d+\.\d+$/.test(ts ?? "")) return null;
  return { channel, ts: ts ?? "" };
}
