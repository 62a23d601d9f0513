import type { Json } from "./shapes.ts";

/** What a call is answered with instead of being taken. */
export type How =
  | { readonly error: string; readonly needed?: string; readonly provided?: string }
  | { readonly status: number }
  /** 429, with so many seconds of `Retry-After`. */
  | { readonly rateLimited: number }
  /** Never takes it, and never says anything. */
  | "hang"
  /** Takes it, and never says so. */
  | "late"
  /** Takes it, and cuts the connection before saying so. */
  | "drop"
  /** Cuts the connection without having taken it. */
  | "refuse";

export interface When {
  /** Once, unless it says otherwise; Infinity: until it is mended. */
  readonly times?: number;
  readonly where?: { readonly channel?: string; readonly user?: string };
}

interface Fault {
  readonly method: string;
  readonly how: How;
  readonly where: NonNullable<When["where"]>;
  left: number;
}

export interface Faults {
  /** `*` is every method. Answers what mends it. */
  add(method: string, how: How, when: When): () => void;
  /** What becomes of this call; null: nothing. The oldest first. */
  take(method: string, args: Json): How | null;
  clear(): void;
}

export function createFaults(): Faults {
  const faults: Fault[] = [];
  const remove = (fault: Fault): void => {
    const index = faults.indexOf(fault);
    if (index !== -1) faults.splice(index, 1);
  };
  return {
    add: (method, how, { times = 1, where = {} }) => {
      const fault = { method, how, where, left: times };
      faults.push(fault);
      return () => remove(fault);
    },
    take: (method, args) => {
      const fault = faults.find(
        (one) =>
          (one.method === method || one.method === "*") &&
          Object.entries(one.where).every(([name, value]) => args[name] === value),
      );
      if (fault === undefined) return null;
      fault.left -= 1;
      if (fault.left <= 0) remove(fault);
      return fault.how;
    },
    clear: () => void faults.splice(0),
  };
}
