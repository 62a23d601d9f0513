import { SECOND } from "../../../lib/durations.ts";
import { deadline } from "../../../lib/timers.ts";
import type { Person } from "../../../oncall/person.ts";
import type { HandlerParts } from "./handler-parts.ts";
import type { SlackMessage, SlackView } from "../drawing/message.ts";
import { ownWords } from "./own-words.ts";
import { phoneModal } from "../drawing/phone-modal.ts";
import type { Response } from "./respond-later.ts";

/** So long a trigger is good for. */
const WITHIN_MS = 3 * SECOND;

/** Null: it is open. */
export async function openModal(
  { connection, log }: Pick<HandlerParts, "connection" | "log">,
  trigger: string,
  view: SlackView,
): Promise<SlackMessage | null> {
  const answer = await connection.api.call(
    "views.open",
    { trigger_id: trigger, view },
    deadline(WITHIN_MS),
  );
  if (answer.outcome === "answered") return null;
  log.warn({ error: answer.error || answer.reason }, "a form could not be opened in Slack");
  return ownWords("Slack did not open the form in time. Try again.");
}

/** False when it is open no more, or Slack did not take it. */
export async function updateModal(
  { connection, log }: Pick<HandlerParts, "connection" | "log">,
  id: string,
  view: SlackView,
): Promise<boolean> {
  const answer = await connection.api.call(
    "views.update",
    { view_id: id, view },
    deadline(WITHIN_MS),
  );
  if (answer.outcome === "answered") return true;
  log.warn({ error: answer.error || answer.reason }, "a form could not be changed in Slack");
  return false;
}

export async function openPhoneModal(
  parts: HandlerParts,
  person: Person,
  trigger: string,
): Promise<readonly Response[]> {
  const { phone } = await parts.inward.overview(person);
  const failed = await openModal(parts, trigger, phoneModal(phone));
  return failed === null ? [] : [{ ...failed, response_type: "ephemeral" }];
}
