/** Any of Slack's JSON. */
export type Json = Readonly<Record<string, any>>;

export interface Edit {
  readonly text: string;
  readonly blocks: readonly Json[];
  /** Real milliseconds. */
  readonly at: number;
}

/** A message as it stands now; `edits` holds what it said before, the oldest first. */
export interface FakeMessage {
  readonly channel: string;
  readonly ts: string;
  /** Of whom it is; the bot's own user for what the app has posted. */
  readonly user: string;
  readonly byApp: boolean;
  text: string;
  blocks: readonly Json[];
  readonly threadTs: string | null;
  metadata: Json | null;
  readonly edits: Edit[];
  /** Emoji without skin tones, and who gave it. */
  readonly reactions: Map<string, Set<string>>;
  /** Whom alone it was shown to. */
  readonly ephemeralTo: string | null;
  readonly subtype: string | null;
  isDeleted: boolean;
  /** What else it was posted with, such as `unfurl_links`. */
  readonly args: Json;
}

export interface FakeChannel {
  id: string;
  name: string;
  readonly isPrivate: boolean;
  /** The other one of a direct message. */
  readonly dmWith: string | null;
  isArchived: boolean;
  topic: string;
  readonly members: Set<string>;
  readonly messages: FakeMessage[];
}

export interface PersonGiven {
  readonly id: string;
  /** What `@` is followed by. */
  readonly name: string;
  readonly real_name?: string;
  readonly display_name?: string;
  readonly email?: string;
  readonly tz?: string;
  /** Seconds east of Greenwich. */
  readonly tz_offset?: number;
  readonly is_restricted?: boolean;
  readonly is_ultra_restricted?: boolean;
  readonly is_bot?: boolean;
  readonly is_stranger?: boolean;
  /** Another one: of another organisation. */
  readonly team_id?: string;
  readonly deleted?: boolean;
  readonly presence?: Presence;
  /** Real milliseconds; true: from an hour ago to in an hour. */
  readonly dnd?: boolean | { readonly from: number; readonly until: number };
  /** The team's channel unless it says otherwise. */
  readonly channels?: readonly string[];
}

export type Presence = "active" | "away";

export interface FakePerson extends PersonGiven {
  presence: Presence;
  quiet: { readonly from: number; readonly until: number } | null;
}

export interface FakeView {
  readonly id: string;
  readonly user: string;
  /** What it was opened with; null for the home. */
  readonly trigger: string | null;
  view: Json;
  hash: string;
  isOpen: boolean;
  /** What came before, the oldest first. */
  readonly edits: Json[];
}

export interface FakeFile {
  readonly id: string;
  readonly name: string;
  title: string;
  readonly length: number;
  readonly altText: string | null;
  bytes: Buffer | null;
  isComplete: boolean;
  channel: string | null;
}

/** One call of the Web API, as it came. */
export interface Call {
  readonly method: string;
  readonly args: Json;
  readonly token: string | null;
  /** Real milliseconds, by the clock that the test holds. */
  readonly at: number;
  /** By the machine's own clock, for what is about pace. */
  readonly realAt: number;
  /** Slack's error, or what was done to the call; null: it was answered well. */
  error: string | null;
  /** Done to it because the test had said so. */
  byTest: boolean;
}

/** A place to answer to what somebody did, for half an hour. */
export interface ResponseUrl {
  readonly user: string;
  readonly channel: string;
  /** What was pressed; null for a command. */
  readonly message: FakeMessage | null;
  readonly at: number;
  /** What was said there, and in the answer itself. */
  readonly said: FakeMessage[];
  posts: number;
}
