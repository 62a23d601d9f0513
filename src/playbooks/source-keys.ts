import type { ZodType } from "zod";

/** What the book may say of one kind of source. */
export interface SourceKeys {
  readonly kind: string;
  /** A strict object of the keys beyond the common ones. */
  readonly options: ZodType<Readonly<Record<string, unknown>>>;
  /** Whether a threshold belongs to it. */
  readonly threshold: boolean;
}

/** The keys that a schema knows, for "did you mean". Empty when it does not say. */
export function keysOf(schema: ZodType): readonly string[] {
  const { def } = schema as unknown as {
    readonly def: {
      readonly shape?: object;
      readonly options?: readonly ZodType[];
      readonly in?: ZodType;
      readonly innerType?: ZodType;
    };
  };
  if (def.shape !== undefined) return Object.keys(def.shape);
  if (def.options !== undefined) return [...new Set(def.options.flatMap(keysOf))];
  const inner = def.in ?? def.innerType;
  return inner === undefined ? [] : keysOf(inner);
}
