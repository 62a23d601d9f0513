import { BUILT_IN_POLICY, type Policy, type Step } from "../incidents/policy.ts";
import { explainIssue, type Finding } from "./explain-issue.ts";
import type { Block } from "./outline.ts";
import { quoted } from "./problem.ts";
import { toProblem, type Read } from "./read-alert.ts";
import { POLICY, POLICY_KEYS, type PolicyKeys } from "./schema-policy.ts";
import { readYaml } from "./yaml-block.ts";

export function readPolicy(block: Block): Read<Policy> {
  const reading = readYaml(block);
  if (!reading.ok) return { block, yaml: null, meaning: null, problems: reading.problems };
  const { yaml } = reading;
  const parsed = POLICY.safeParse(yaml.data);
  const findings = parsed.success
    ? checkTogether(parsed.data)
    : parsed.error.issues.flatMap((issue) => explainIssue(issue, yaml.data, POLICY_KEYS));
  const problems = findings.map((finding) => toProblem(block, yaml, finding));
  return {
    block,
    yaml,
    meaning: parsed.success && problems.length === 0 ? define(parsed.data) : null,
    problems,
  };
}

function checkTogether({ steps, reactions }: PolicyKeys): readonly Finding[] {
  const late = (steps?.[0]?.after ?? 0) > 0;
  const first: Finding = {
    path: ["steps", 0, "after"],
    at: "value",
    message: "The first step starts as soon as the wait is over",
    mend: "Leave `after` out here, and make `wait` longer.",
  };
  return [...(late ? [first] : []), ...ambiguous(reactions ?? BUILT_IN_POLICY.reactions)];
}

/** Emoji that would mean two things. */
function ambiguous(reactions: Policy["reactions"]): readonly Finding[] {
  const findings: Finding[] = [];
  const meanings = new Map<string, string>();
  for (const act of ["acknowledge", "resolve", "escalate"] as const) {
    for (const [index, emoji] of reactions[act].entries()) {
      const other = meanings.get(emoji) ?? act;
      if (other !== act)
        findings.push({
          path: ["reactions", act, index],
          at: "value",
          message: `${quoted(emoji)} means both ${other} and ${act}`,
          mend: "Keep it in one of the lists.",
        });
      meanings.set(emoji, other);
    }
  }
  return findings;
}

function define(keys: PolicyKeys): Policy {
  return {
    name: keys.name,
    waitMs: keys.wait,
    emptyRoom: keys["empty-room"],
    reactions: keys.reactions ?? BUILT_IN_POLICY.reactions,
    steps: keys.steps?.map(defineStep) ?? BUILT_IN_POLICY.steps,
    againMs: keys.again?.after ?? BUILT_IN_POLICY.againMs,
    acknowledged:
      keys.acknowledged === undefined
        ? BUILT_IN_POLICY.acknowledged
        : { remindMs: keys.acknowledged.remind, reopenMs: keys.acknowledged.reopen },
  };
}

function defineStep({ after, page, by, repeat }: NonNullable<PolicyKeys["steps"]>[number]): Step {
  return {
    afterMs: after,
    page,
    by,
    repeat:
      repeat === undefined
        ? { everyMs: 0, times: 1 }
        : { everyMs: repeat.every, times: repeat.times },
  };
}
