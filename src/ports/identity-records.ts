import type { Person } from "../oncall/person.ts";

/** An account of a person in a chat. One person may have several. */
export interface Identity {
  readonly v: 1;
  /** "slack:U123" */
  readonly id: string;
  /** Of the person whose it is. */
  readonly handle: string;
  /** As the chat said them last, to be told from what the person chose here. */
  readonly name: string;
  readonly zone: string | null;
  /** Gone from the team's channel, and whether they could be paged until then; null: they are in it. */
  readonly left: { readonly responder: boolean } | null;
}

export interface Identified {
  readonly identity: Identity;
  readonly person: Person;
}

export interface IdentityRecords {
  find(id: string): Promise<Identity | null>;
  /** In the order of their ids. */
  all(): Promise<readonly Identity[]>;
  /** Makes both in one step. `known`: the identity is somebody's already. `taken`: the person's handle is. */
  adopt(made: Identified): Promise<"made" | "known" | "taken">;
  /** Changes both in one step; null from `into` changes nothing. Asks again when somebody else was faster. Null: there is no such identity, or its person cannot be read. */
  change(id: string, into: (now: Identified) => Identified | null): Promise<Identified | null>;
  /** Gives all identities of `from` to `to`, and changes both people, in one step. False when one of them cannot be read, or somebody else was faster. */
  merge(
    from: string,
    to: string,
    into: (people: { readonly from: Person; readonly to: Person }) => {
      readonly from: Person;
      readonly to: Person;
    },
  ): Promise<boolean>;
  /** A code that stands for somebody for so many real milliseconds. */
  offerLink(code: string, handle: string, keepMs: number): Promise<void>;
  /** Whom a code stands for; null when it is not one, was used, or is too old. */
  linkOf(code: string): Promise<string | null>;
  /** True for the first who uses it. */
  useLink(code: string): Promise<boolean>;
}
