export type Json = Readonly<Record<string, unknown>>;

/** Null when it is no JSON object. */
export function jsonIn(body: string): Json | null {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What is wrong with a value, in words that begin with its name; empty: nothing. */
export type Shape = (value: unknown, name: string) => readonly string[];

export const string =
  (most: number, least = 1): Shape =>
  (value, name) => {
    if (typeof value !== "string") return [`${name} is not a string`];
    if (value.length > most) return [`${name} is longer than ${most}`];
    return value.length < least ? [`${name} is shorter than ${least}`] : [];
  };

export const among =
  (...allowed: readonly string[]): Shape =>
  (value, name) =>
    typeof value === "string" && allowed.includes(value)
      ? []
      : [`${name} is none of ${allowed.join(", ")}`];

export const matching =
  (pattern: RegExp, words: string): Shape =>
  (value, name) =>
    typeof value === "string" && pattern.test(value) ? [] : [`${name} ${words}`];

export const webAddress =
  (protocols: readonly string[] = ["http:", "https:"]): Shape =>
  (value, name) =>
    typeof value === "string" && URL.canParse(value) && protocols.includes(new URL(value).protocol)
      ? []
      : [`${name} is not a web address`];

export const anyObject: Shape = (value, name) => (isObject(value) ? [] : [`${name} is no object`]);

export const strings: Shape = (value, name) =>
  isObject(value)
    ? Object.entries(value).flatMap(([key, one]) => string(8_000, 0)(one, `${name}.${key}`))
    : [`${name} is no object`];

export const list =
  (shape: Shape, most = Infinity): Shape =>
  (value, name) => {
    if (!Array.isArray(value)) return [`${name} is no list`];
    if (value.length > most) return [`${name} has more than ${most} entries`];
    return value.flatMap((one, index) => shape(one, `${name}[${index}]`));
  };

export interface Members {
  readonly required?: Readonly<Record<string, Shape>>;
  readonly optional?: Readonly<Record<string, Shape>>;
}

/** What is missing, malformed, or unknown; the latter comes as `unknown` because vendors let it pass. */
export function membersWrong(
  { required = {}, optional = {} }: Members,
  value: Json,
  name = "",
): { readonly wrong: readonly string[]; readonly unknown: readonly string[] } {
  const path = (key: string): string => (name === "" ? key : `${name}.${key}`);
  const known = { ...required, ...optional };
  const missing = Object.keys(required).filter((key) => value[key] === undefined);
  return {
    wrong: [
      ...missing.map((key) => `${path(key)} is missing`),
      ...Object.entries(known).flatMap(([key, shape]) =>
        value[key] === undefined ? [] : shape(value[key], path(key)),
      ),
    ],
    unknown: Object.keys(value)
      .filter((key) => !(key in known))
      .map((key) => `${path(key)} is no field of it`),
  };
}

/** As a shape, in which an unknown member is wrong too. */
export const members =
  (wanted: Members): Shape =>
  (value, name) => {
    if (!isObject(value)) return [`${name} is no object`];
    const { wrong, unknown } = membersWrong(wanted, value, name);
    return [...wrong, ...unknown];
  };
