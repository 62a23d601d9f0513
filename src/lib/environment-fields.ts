import { z } from "zod";
import { parseAccessTokens, type AccessToken } from "./access-token.ts";
import { DAY, parseDuration } from "./durations.ts";
import { nearestName } from "./nearest-name.ts";
import { isZone } from "./wall-time.ts";

// A fault follows the variable's name in a sentence. It may quote what was given, but never where a secret could stand in it.

const MIN_SECRET_LENGTH = 16;

export function wholeNumber(min: number, max: number, fallback: number) {
  const fits = (text: string): boolean =>
    /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max;
  return z
    .string()
    .default(String(fallback))
    .refine(
      fits,
      fault((given) => `is ${given}, not a whole number from ${min} to ${max}.`),
    )
    .transform(Number);
}

export function choice<const T extends readonly string[]>(options: T) {
  return z.enum(
    options,
    fault((given) => `is ${given}; choose one of ${options.join(", ")}.`),
  );
}

/** Without a trailing slash. */
export function webAddress(example: string) {
  return z
    .url({ protocol: /^https?$/, error: `is no web address; it looks like ${example}` })
    .transform((text) => text.replace(/\/+$/, ""));
}

const ROOMS = ["local", "slack"] as const;

export const roomNames = z.string().transform((text, context) => {
  const names = text.split(",").map((part) => part.trim().toLowerCase());
  const known = ROOMS.filter((room) => names.includes(room));
  if (known.length !== new Set(names).size)
    context.addIssue(
      `is ${JSON.stringify(text)}; it names rooms, comma-separated: ${ROOMS.join(", ")}.`,
    );
  return known;
});

/** Names in the order in which they are to be tried. */
export function namesInOrder<const T extends readonly string[]>(known: T) {
  return z.string().transform((text, context): readonly T[number][] => {
    const names = text.split(",").map((part) => part.trim().toLowerCase());
    const found = names.flatMap((name) => known.filter((one: T[number]) => one === name));
    if (found.length !== names.length || new Set(names).size !== names.length)
      context.addIssue(
        `is ${JSON.stringify(text)}; it names each of them once, comma-separated, the first to be tried first: ${known.join(", ")}.`,
      );
    return found;
  });
}

/** "5/15m": so many within such a time. */
export const pageLimit = z.string().transform((text, context) => {
  const [, count, span = ""] = /^(\d{1,3})\/(\w+)$/.exec(text.replaceAll(/\s/g, "")) ?? [];
  const spanMs = parseDuration(span);
  if (count === undefined || Number(count) < 1 || spanMs === null || spanMs > DAY || spanMs < 1) {
    context.addIssue(
      `is ${JSON.stringify(text)}; it looks like 5/15m: at most so many within such a time, a day at most.`,
    );
    return { count: 1, spanMs: DAY };
  }
  return { count: Number(count), spanMs };
});

/** As it is dialled from anywhere. */
export const phoneNumber = z
  .string()
  .transform((text) => text.replaceAll(/[\s().-]/g, ""))
  .refine(
    (text) => /^\+[1-9]\d{6,14}$/.test(text),
    "is no phone number; it begins with + and the country, as in +14155552671.",
  );

/** A URL, or the plain path of a socket. */
export const redisAddress = z
  .string()
  .transform((text) => text.replace(/^unix:(\/\/)?(?=\/)/, ""))
  .refine(
    isRedisAddress,
    "is no address of a Redis; it looks like redis://host:6379, rediss://host:6380 or /run/redis.sock",
  );

export const secrets = z
  .string()
  .transform((text) => text.split(",").map((part) => part.trim()))
  .refine(
    (parts) => parts.length <= 2 && parts.every((part) => part.length >= MIN_SECRET_LENGTH),
    `needs one secret, or two with a comma while rotating, each of ${MIN_SECRET_LENGTH} characters or more; \`openssl rand -base64 32\` makes one.`,
  );

export const zone = z.string().refine(
  isZone,
  fault((given, text) => {
    const nearest = nearestName(text, Intl.supportedValuesOf("timeZone"));
    return `is ${given}, no time zone; ${nearest === null ? "it looks like Europe/Berlin." : `did you mean ${nearest}?`}`;
  }),
);

export const accessTokens = z.string().transform((text, context): readonly AccessToken[] => {
  const { tokens, faults } = parseAccessTokens(text);
  for (const found of faults) {
    context.addIssue(`looks like name:signals|read|act:token, comma-separated. ${found}`);
  }
  return tokens;
});

/** For a refinement: its message from what was given, quoted and as it is. */
export function fault(message: (given: string, text: string) => string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      message(JSON.stringify(input), String(input)),
  };
}

function isRedisAddress(text: string): boolean {
  if (text.startsWith("/")) return true;
  return /^rediss?:\/\//.test(text) && URL.canParse(text) && new URL(text).hostname !== "";
}
