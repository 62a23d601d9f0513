import type { Person } from "../../oncall/person.ts";

/** What stands behind a Slack user id. */
export type Identified =
  /** A full member of the workspace who is in the team's channel. */
  | { readonly kind: "member"; readonly person: Person }
  /** In the channel, but only a guest, or of another organisation: may read. */
  | { readonly kind: "guest"; readonly name: string }
  /** A full member who is not in the channel. */
  | { readonly kind: "elsewhere"; readonly name: string }
  /** Deleted, or no human. */
  | { readonly kind: "nobody" }
  /** Slack could not be asked. */
  | { readonly kind: "unknown" };

/** Slack's users as people of the team. */
export interface Team {
  /** Makes a person of a member who is seen for the first time. */
  identify(userId: string): Promise<Identified>;
  /** Null: not known in Slack, or not there any more. */
  userOf(handle: string): Promise<string | null>;
  /** `<@U1>` in a text that came from Slack becomes `@ana`. */
  withHandles(text: string): Promise<string>;
  /** Wrote or reacted in the team's channel; real milliseconds. */
  spoke(userId: string, at: number): Promise<void>;
  /** Came, left, was renamed, became a guest: what is remembered of them is asked anew. */
  changed(userId: string): Promise<void>;
  left(userId: string): Promise<void>;
}
