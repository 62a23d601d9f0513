/**
 * What a message has still to get is added when the same state of it is shown once more, so that no change waits for a
 * picture.
 */
export interface Finishes {
  /** Whether this state was not shown from here yet. */
  isNew(id: string, state: string | number): boolean;
  shown(id: string, state: string | number): void;
  /** Whether it may be asked once more to show the same; not for ever. */
  mayAsk(id: string): boolean;
}

const ASKS = 5;
const REMEMBERED = 1_000;

export function createFinishes(): Finishes {
  const seen = new Map<string, { readonly state: string | number; asked: number }>();
  return {
    isNew: (id, state) => seen.get(id)?.state !== state,
    shown: (id, state) => {
      if (seen.get(id)?.state === state) return;
      seen.delete(id);
      seen.set(id, { state, asked: 0 });
      const [oldest] = seen.keys();
      if (seen.size > REMEMBERED && oldest !== undefined) seen.delete(oldest);
    },
    mayAsk: (id) => {
      const message = seen.get(id);
      if (message === undefined || message.asked >= ASKS) return false;
      message.asked += 1;
      return true;
    },
  };
}
