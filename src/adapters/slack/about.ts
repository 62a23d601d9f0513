/** What one of our messages is about, so that a reaction on it means something. */
export type About =
  | { readonly kind: "incident"; readonly id: string; readonly number: number }
  | { readonly kind: "summary"; readonly id: string }
  | { readonly kind: "page"; readonly id: string }
  /** The subject of an answer, as an offered handoff. */
  | { readonly kind: "subject"; readonly subject: string };

/** By channel and ts. Asks Slack for our own metadata when we remember nothing. */
export interface Abouts {
  remember(channel: string, ts: string, about: About): Promise<void>;
  find(channel: string, ts: string): Promise<About | null>;
}
