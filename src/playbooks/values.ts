import { z, type ZodType } from "zod";
import { DAY, formatDuration, parseDuration } from "../lib/durations.ts";
import { nearestName } from "../lib/nearest-name.ts";
import { oneLine } from "../lib/plain.ts";
import { quoted, type Fault } from "./problem.ts";

const LONGEST = 366 * DAY;

/** Of an alert or a policy. */
export const NAME = /^[a-z0-9][a-z0-9-]{0,79}$/;

/** A value, or what is wrong with it: `message` goes on after the key's name. */
export type Checked<T> = { readonly value: T } | Fault;

/** A schema from a check with words of its own. */
export function valueOf<T>(check: (given: unknown) => Checked<T>): ZodType<T> {
  return z.unknown().transform((given, context): T => {
    const checked =
      given === undefined
        ? { message: "is missing", mend: "Add it." }
        : given === null
          ? { message: "has no value", mend: "Give it a value, or leave the key out." }
          : check(given);
    if ("value" in checked) return checked.value;
    context.addIssue({ code: "custom", message: checked.message, params: { mend: checked.mend } });
    return z.NEVER;
  });
}

/** Milliseconds. Only with a unit: a guessed one wakes the wrong person. */
export function duration(least: number): ZodType<number> {
  return valueOf((given) => {
    const ms = typeof given === "string" ? parseDuration(given) : null;
    if (ms === null)
      return {
        message: `must be a duration, not ${quoted(given)}`,
        mend: "Write a number and a unit, such as 30s, 5m, 5m30s, 2h or 1d.",
      };
    if (ms < least)
      return { message: `must be at least ${formatDuration(least)}`, mend: "Write a longer time." };
    if (ms > LONGEST) return { message: "must be at most 366 d", mend: "Write a shorter time." };
    return { value: ms };
  });
}

export const number: ZodType<number> = valueOf((given) =>
  typeof given === "number" && Number.isFinite(given)
    ? { value: given }
    : {
        message: `must be a number, not ${quoted(given)}`,
        mend: "Write it plainly, such as 5000: no quotes, commas or units.",
      },
);

export function count(least: number, most: number): ZodType<number> {
  return valueOf((given) =>
    typeof given === "number" && Number.isInteger(given) && given >= least && given <= most
      ? { value: given }
      : {
          message: `must be a whole number from ${least} to ${most}, not ${quoted(given)}`,
          mend: "Write such a number.",
        },
  );
}

export const name: ZodType<string> = valueOf((given) =>
  typeof given === "string" && NAME.test(given)
    ? { value: given }
    : {
        message: `must be lowercase letters, digits and dashes, not ${quoted(given)}`,
        mend: "Write a name such as disk-full, at most 80 letters.",
      },
);

export function oneOf<const T extends string>(choices: readonly T[]): ZodType<T> {
  return valueOf((given) => {
    const value = choices.find((choice) => choice === given);
    return value === undefined
      ? {
          message: `must be ${inWords(choices, "or")}, not ${quoted(given)}`,
          mend: didYouMean(given, choices),
        }
      : { value };
  });
}

/** Text on one line, as people type it. */
export function phrase(what: string): ZodType<string> {
  return valueOf((given) => {
    const value = typeof given === "string" ? given.trim() : "";
    return value !== "" && value.length <= 80 && !value.includes("\n")
      ? { value }
      : {
          message: `must be ${what}, not ${quoted(given)}`,
          mend: "Write a few words on one line; put digits in quotes.",
        };
  });
}

export function didYouMean(given: unknown, known: readonly string[]): string {
  const near = nearestName(String(given).slice(0, 80), known);
  if (near !== null) return `Did you mean ${quoted(near)}?`;
  return known.length === 0
    ? "Leave it out."
    : `Known: ${oneLine(known.slice(0, 50).join(", "), 200)}.`;
}

/** "a, b or c" */
export function inWords(words: readonly string[], last: string): string {
  return words.length < 2
    ? words.join("")
    : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}
