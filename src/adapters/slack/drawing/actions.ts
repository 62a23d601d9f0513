/** `action_id` of each button, and `callback_id` of each modal. The value says what it is about. */
export const ACTIONS = {
  /** Value: the incident's number. */
  acknowledge: "incident_acknowledge",
  resolve: "incident_resolve",
  escalate: "incident_escalate",
  playbook: "incident_playbook",
  silence: "incident_silence",
  /** Value: the summary's id. */
  acknowledgeAll: "summary_acknowledge",
  /** Value: the page's id. */
  acknowledgePage: "page_acknowledge",
  escalatePage: "page_escalate",
  /** No value. */
  handOff: "home_handoff",
  test: "home_test",
  phone: "home_phone",
  ringTest: "home_ring",
  /** In the form that asks for a code. */
  callCode: "phone_call",
  /** A link; Slack tells us all the same. */
  open: "open",
} as const;

export const MODALS = {
  silence: "silence",
  phone: "phone",
  phoneCode: "phone_code",
  handOff: "handoff",
} as const;
