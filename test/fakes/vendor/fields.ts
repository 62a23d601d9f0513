/** What is wrong with a value, in words; null: nothing. */
export type Check = (value: string) => string | null;

export interface Field {
  readonly check: Check;
  readonly isRequired?: boolean;
  /** May come several times. */
  readonly isMany?: boolean;
  /** The vendor's own codes for a missing and for a malformed one. */
  readonly missing?: number;
  readonly malformed?: number;
}

export type Fields = Readonly<Record<string, Field>>;

export interface Problem {
  readonly field: string;
  readonly kind: "missing" | "malformed" | "unknown";
  readonly words: string;
}

/** All that is wrong, the unknown fields last. */
export function problemsOf(
  fields: Fields,
  given: readonly (readonly [string, string])[],
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [field, { check, isRequired, isMany }] of Object.entries(fields)) {
    const values = given.filter(([name]) => name === field).map(([, value]) => value);
    const wrong = (kind: Problem["kind"], words: string): void =>
      void problems.push({ field, kind, words: `${field} ${words}` });
    if (isRequired && values.every((value) => value === "")) wrong("missing", "is missing");
    else if (values.length > 1 && !isMany) wrong("malformed", `comes ${values.length} times`);
    else
      for (const value of values.filter((one) => check(one) !== null))
        wrong("malformed", `${check(value)}: ${value}`);
  }
  for (const name of new Set(given.map(([field]) => field)))
    if (!(name in fields))
      problems.push({ field: name, kind: "unknown", words: `${name} is no field of it` });
  return problems;
}

export const phoneNumber: Check = (value) =>
  /^\+[1-9]\d{6,14}$/.test(value) ? null : "is not an E.164 number";

export const address: Check = (value) => {
  if (!URL.canParse(value)) return "is not a URL";
  const { protocol, hostname } = new URL(value);
  if (protocol !== "http:" && protocol !== "https:") return "is not a web address";
  return hostname.includes("_") ? "has an underscore in its host" : null;
};

export const oneOf =
  (...allowed: readonly string[]): Check =>
  (value) =>
    allowed.includes(value) ? null : `is none of ${allowed.join(", ")}`;

export const whole =
  (from: number, to: number): Check =>
  (value) =>
    /^-?\d+$/.test(value) && Number(value) >= from && Number(value) <= to
      ? null
      : `is not a whole number from ${from} to ${to}`;

export const text =
  (most: number, least = 1): Check =>
  (value) =>
    value.length > most
      ? `is longer than ${most}`
      : value.length < least
        ? `is shorter than ${least}`
        : null;

export const like =
  (pattern: RegExp, words: string): Check =>
  (value) =>
    pattern.test(value) ? null : words;
