import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from "@slack/types";

/** A form in a window of its own; `about` comes back with what is sent. */
export function modal(
  callback: string,
  title: string,
  submit: string,
  blocks: readonly KnownBlock[],
  about = "",
): ModalView {
  return {
    type: "modal",
    callback_id: callback,
    title: { type: "plain_text", text: title },
    submit: { type: "plain_text", text: submit },
    close: { type: "plain_text", text: "Cancel" },
    ...(about === "" ? {} : { private_metadata: about }),
    blocks: [...blocks],
  };
}

/** Slack takes no more to choose from. */
const MOST_OPTIONS = 100;
const LONGEST_OPTION = 75;

export interface Choice {
  readonly value: string;
  readonly said: string;
}

export function choiceBlock(id: string, label: string, choices: readonly Choice[]): InputBlock {
  return {
    type: "input",
    block_id: id,
    label: { type: "plain_text", text: label },
    element: {
      type: "static_select",
      action_id: id,
      options: choices.slice(0, MOST_OPTIONS).map(optionOf),
    },
  };
}

function optionOf({ value, said }: Choice): PlainTextOption {
  return {
    text: { type: "plain_text", text: said.slice(0, LONGEST_OPTION), emoji: false },
    value,
  };
}

export interface Field {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  readonly optional: boolean;
  readonly longest: number;
}

export function fieldBlock({ id, label, hint, optional, longest }: Field): InputBlock {
  return {
    type: "input",
    block_id: id,
    optional,
    label: { type: "plain_text", text: label },
    hint: { type: "plain_text", text: hint },
    element: { type: "plain_text_input", action_id: id, max_length: longest },
  };
}
