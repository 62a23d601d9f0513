/** What a configured thing answers when it is asked whether it would work tonight. Shown to humans: no credential, no private address. */
export type Probe =
  | { readonly ok: true; readonly said: string }
  | { readonly ok: false; readonly said: string; readonly mend: string };
