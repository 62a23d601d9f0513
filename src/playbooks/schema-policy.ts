import { z, type ZodType } from "zod";
import { BUILT_IN_POLICY, METHODS, serviceName, type Method } from "../incidents/policy.ts";
import { MINUTE, SECOND } from "../lib/durations.ts";
import { emojiName } from "../lib/emoji-name.ts";
import { count, duration, name, oneOf, valueOf } from "./values.ts";

const { reactions, acknowledged } = BUILT_IN_POLICY;

const emoji: ZodType<string> = valueOf((given) =>
  typeof given === "string" && /^[\p{L}\p{N}_+'-]{1,60}$/u.test(given)
    ? { value: emojiName(given) }
    : {
        message: "must be the name of an emoji",
        mend: "Write it without colons, such as eyes or white_check_mark.",
      },
);

const target: ZodType<string> = valueOf((given) => {
  const value = typeof given === "string" ? given.trim().replace(/^@/, "") : "";
  if (serviceName(value) !== null)
    return {
      message: `must be a person, and ${value} is none`,
      mend: `Write \`by: [${value}]\` to hand over to it.`,
    };
  return /^[^\s@,]{1,80}$/.test(value)
    ? { value }
    : {
        message: "must say whom to page",
        mend: "Write on-call, secondary, everyone, or one person's handle.",
      };
});

const methods: ZodType<readonly Method[]> = z
  .array(oneOf(METHODS))
  .min(1, "must name at least one way")
  .transform((list) => [...new Set(list)]);

const STEP = z.preprocess(
  pageNamed,
  z.strictObject({
    after: duration(0).default(0),
    page: target,
    by: methods,
    repeat: z.strictObject({ every: duration(30 * SECOND), times: count(1, 50) }).optional(),
  }),
);

/** A step that only hands over pages no person, and need not name one. */
function pageNamed(step: unknown): unknown {
  if (typeof step !== "object" || step === null || "page" in step || !("by" in step)) return step;
  const handsOver =
    Array.isArray(step.by) &&
    step.by.length > 0 &&
    step.by.every((way) => serviceName(way) !== null);
  return handsOver ? { ...step, page: "on-call" } : step;
}

/** The keys of a policy. What is left out is as in the built-in one. */
export const POLICY = z.strictObject({
  name,
  wait: duration(0).default(BUILT_IN_POLICY.waitMs),
  "empty-room": oneOf(["escalate", "wait"]).default(BUILT_IN_POLICY.emptyRoom),
  reactions: z
    .strictObject({
      acknowledge: z
        .array(emoji)
        .min(1, "must name at least one emoji")
        .default([...reactions.acknowledge]),
      resolve: z.array(emoji).default([...reactions.resolve]),
      escalate: z.array(emoji).default([...reactions.escalate]),
    })
    .optional(),
  steps: z
    .array(STEP)
    .min(1, "must have at least one step")
    .max(50, "has more than 50 steps")
    .optional(),
  again: z
    .strictObject({ after: duration(5 * MINUTE).default(BUILT_IN_POLICY.againMs) })
    .optional(),
  acknowledged: z
    .strictObject({
      remind: duration(MINUTE).default(acknowledged.remindMs),
      reopen: duration(MINUTE).default(acknowledged.reopenMs),
    })
    .optional(),
});

export type PolicyKeys = z.output<typeof POLICY>;
export const POLICY_KEYS: readonly string[] = Object.keys(POLICY.shape);
