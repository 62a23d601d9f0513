import { BUILT_IN_POLICY, type Policy } from "../../incidents/policy.ts";
import { silentPolicies } from "../../incidents/silent-policies.ts";
import { counted } from "../../lib/counted.ts";
import { listed } from "../../lib/listed.ts";
import { oneLine } from "../../lib/plain.ts";
import type { Person } from "../../oncall/person.ts";
import type { Duty } from "../../oncall/who-is-on-call.ts";
import type { Book } from "../../playbooks/book.ts";
import type { PhoneTrouble } from "../../watch/phone-trouble.ts";
import type { Reachability } from "../../watch/who-can-be-reached.ts";
import { fail, ok, warn, type Line } from "./line.ts";

const CONTACT = "They write `contact on`, `contact push` or `phone` in the room.";
const SHOWN = 10;

/** Who would be called tonight. */
export function checkDuty({ onCall, order }: Duty): readonly Line[] {
  if (onCall === null)
    return [
      fail(
        "on call",
        "Nobody may be called.",
        "Join the room with a phone, or be in the Slack channel: whoever can be called is on call in the order of joining.",
      ),
    ];
  return [ok("on call", `${name(onCall)}, of ${counted(order.length, "responder")}`)];
}

/** Whether anything outside of the room leads to the responders, or to a service that calls people itself, now that something could. */
export function checkReach(reachability: Reachability, book: Book | null): readonly Line[] {
  const { duty, by, handOvers } = reachability;
  const { order } = duty;
  const unreached = order.filter(({ handle }) => (by.get(handle) ?? []).length === 0);
  if (order.length === 0) return handOvers.length === 0 ? [] : policies(book, reachability);
  if (unreached.length === order.length) {
    const said = "No responder can be reached outside of the room.";
    return handOvers.length === 0
      ? [fail("reach", said, CONTACT)]
      : [warn("reach", said, CONTACT), ...policies(book, reachability)];
  }
  const rest = unreached.length - SHOWN;
  return [
    ...unreached
      .slice(0, SHOWN)
      .map((person) =>
        warn("reach", `${name(person)} cannot be reached outside of the room.`, CONTACT),
      ),
    ...(rest > 0 ? [warn("reach", `Nor can ${counted(rest, "other")}.`, null)] : []),
    ...policies(book, reachability),
  ];
}

/** Whose phone number would be of no use tonight. */
export function checkPhones(troubles: readonly PhoneTrouble[]): readonly Line[] {
  const rest = troubles.length - SHOWN;
  return [
    ...troubles
      .slice(0, SHOWN)
      .map(({ person, what }) =>
        warn("phones", `${name(person)}: ${what}.`, "They write `phone` in the room."),
      ),
    ...(rest > 0 ? [warn("phones", `So it is with ${counted(rest, "other")}.`, null)] : []),
  ];
}

function policies(book: Book | null, working: Reachability): readonly Line[] {
  const silent = silentPolicies(criticalPolicies(book), working);
  if (silent.length === 0)
    return [ok("reach", "every policy of a critical alert reaches somebody")];
  return silent.map(({ name: policy, steps }) =>
    fail(
      "reach",
      `The policy ${policy} reaches nobody: it calls by ${listed([...new Set(steps.flatMap((s) => s.by))])}.`,
      "Set one of them up until it leads to a responder, or add to its steps a way that works.",
    ),
  );
}

/** Whatever comes from outside without a section of the book follows `default`. */
function criticalPolicies(book: Book | null): readonly Policy[] {
  const names = new Set([
    BUILT_IN_POLICY.name,
    ...(book?.alerts ?? []).filter((a) => a.severity === "critical").map((a) => a.policy),
  ]);
  return [...names].flatMap(
    (wanted) =>
      book?.policies.find((policy) => policy.name === wanted) ??
      (wanted === BUILT_IN_POLICY.name ? BUILT_IN_POLICY : []),
  );
}

function name(person: Person): string {
  return `${oneLine(person.name, 40)} (@${oneLine(person.handle, 40)})`;
}
