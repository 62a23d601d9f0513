import type { ActionsBlock, Button, ConfirmationDialog } from "@slack/types";
import type { Incident } from "../../../incidents/incident.ts";
import { ACTIONS } from "./actions.ts";
import { LONGEST_URL } from "./blocks/limits.ts";

interface Look {
  readonly style?: "primary" | "danger";
  readonly confirm?: ConfirmationDialog;
  readonly url?: string;
}

export function button(
  label: string,
  action: string,
  value: string | null,
  look: Look = {},
): Button {
  return {
    type: "button",
    text: { type: "plain_text", text: label, emoji: false },
    action_id: action,
    ...(value === null ? {} : { value }),
    ...look,
  };
}

/** No block without a button. */
export function row(buttons: readonly Button[]): readonly ActionsBlock[] {
  return buttons.length === 0 ? [] : [{ type: "actions", elements: [...buttons] }];
}

/** A question before something that cannot be taken back. */
export function question(
  title: string,
  text: string,
  yes: string,
  style: "primary" | "danger" = "primary",
): ConfirmationDialog {
  return {
    title: { type: "plain_text", text: title },
    text: { type: "plain_text", text },
    confirm: { type: "plain_text", text: yes },
    deny: { type: "plain_text", text: "Cancel" },
    style,
  };
}

/** Nothing for an address that Slack would not take. */
export function linkButton(
  label: string,
  action: string,
  value: string | null,
  url: string | null,
): readonly Button[] {
  const fits = url !== null && url.length <= LONGEST_URL && /^https?:/.test(url);
  return fits ? [button(label, action, value, { url })] : [];
}

/** What can be done with an incident in its state. */
export function incidentButtons(
  { number, status, phase }: Incident,
  playbookUrl: string | null,
): readonly Button[] {
  const value = String(number);
  const playbook = linkButton("Playbook", ACTIONS.playbook, value, playbookUrl);
  if (status === "resolved") return playbook;
  return [
    ...(status === "triggered"
      ? [button("Acknowledge", ACTIONS.acknowledge, value, { style: "primary" })]
      : []),
    button("Resolve", ACTIONS.resolve, value, {
      confirm: question(
        `Resolve #${number}?`,
        "Nobody is called for it any more. If it goes on all the same, it opens anew later.",
        "Resolve",
      ),
    }),
    button("Escalate now", ACTIONS.escalate, value, {
      style: "danger",
      confirm: question(
        `Escalate #${number} now?`,
        "The next person is called at once, whatever the hour.",
        "Escalate",
        "danger",
      ),
    }),
    ...playbook,
    ...(phase.kind === "silenced" ? [] : [button("Silence…", ACTIONS.silence, value)]),
  ];
}
