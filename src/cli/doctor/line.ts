/** One finding. `fail`: with it alone a night would be silent. */
export interface Line {
  readonly what: string;
  readonly state: "ok" | "warn" | "fail";
  readonly said: string;
  /** What to do about it; null when there is nothing to do. */
  readonly mend: string | null;
}

export function ok(what: string, said: string): Line {
  return { what, state: "ok", said, mend: null };
}

export function warn(what: string, said: string, mend: string | null): Line {
  return { what, state: "warn", said, mend };
}

export function fail(what: string, said: string, mend: string | null): Line {
  return { what, state: "fail", said, mend };
}
