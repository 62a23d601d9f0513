import type { Severity } from "../alerts/severity.ts";
import type { Status } from "../incidents/incident.ts";
import type { Method } from "../incidents/policy.ts";
import type { Person } from "../oncall/person.ts";
import type { Occupancy } from "../presence/occupancy.ts";

/** An answer to somebody's line. `toAll` false: only for the person who asked. Markdown. */
export interface Answer {
  readonly text: string;
  readonly toAll: boolean;
  /** What a reaction on the answer is about, for instance an offered handoff. */
  readonly subject: string | null;
  /** Where relative links in it start from. */
  readonly base?: string;
  /** It carries a secret: by direct message wherever there are any. */
  readonly secret?: true;
  /** Something has changed for everybody: the room hears of it, wherever it was said. */
  readonly concernsAll?: true;
  /** How a form goes on in which it was said: it asks for the code that is on its way, or what was typed is wrong. Else it closes. */
  readonly form?: "code" | "wrong";
  /** Handle of whoever it asks something; a room may call them by their name. */
  readonly asks?: string;
}

/** What a room shows beside its messages. */
export interface Surroundings {
  readonly people: readonly Person[];
  /** Handles of those who are in this room now. */
  readonly here: readonly string[];
  readonly occupancy: Occupancy;
  readonly onCall: string | null;
}

/** What people can do with an incident's post, and say to the bot. */
export interface Vocabulary {
  readonly reactions: {
    readonly acknowledge: readonly string[];
    readonly resolve: readonly string[];
    readonly escalate: readonly string[];
  };
  readonly commands: readonly { readonly usage: string; readonly summary: string }[];
}

/** The state of things for one person. Instants in `now` time; names and titles come from outside. */
export interface Overview {
  readonly onCall: {
    readonly handle: string;
    readonly name: string;
    readonly until: number | null;
  } | null;
  readonly secondary: { readonly handle: string; readonly name: string } | null;
  /** When this person is on call next, or now; null when that is not planned. */
  readonly shift: { readonly from: number; readonly until: number | null } | null;
  /** Newest first, ten at most. */
  readonly open: readonly {
    readonly number: number;
    readonly title: string;
    readonly severity: Severity;
    readonly status: Status;
    readonly measure: string | null;
    readonly openedAt: number;
    readonly acknowledgedBy: string | null;
  }[];
  readonly openCount: number;
  /** Whether this person may be paged at all, and by which ways that are set up. */
  readonly responder: boolean;
  readonly ways: readonly Method[];
  /** "+64…89, verified", or null. */
  readonly phone: string | null;
  /** A test call would reach them. */
  readonly rings?: true;
  /** Where the pages are. */
  readonly url: string;
}

/** What a room tells the rest of watchroom: the same for every vendor. Each commits before it answers. */
export interface Inward {
  /** A line that a member wrote. `subject` is what they replied to, if anything. Null: it was no command. */
  heard(line: {
    readonly person: Person;
    readonly text: string;
    readonly addressed: boolean;
    readonly room: string;
    /** Number of the incident in whose thread it was written. */
    readonly incident?: number | null;
    /** False: a guest, who may only read. */
    readonly mayAct?: boolean;
    /** A direct message, or a form: nobody else reads it. */
    readonly direct?: boolean;
  }): Promise<Answer | null>;
  /** An emoji on an incident's post; names without colons. The answer is for whoever reacted: which one acknowledges, when this one does nothing. */
  reacted(reaction: {
    readonly person: Person;
    readonly incident: string;
    readonly emoji: string;
    readonly message: string;
    readonly room: string;
    readonly at: number;
  }): Promise<Answer | null>;
  /** The same emoji taken back. */
  unreacted(reaction: {
    readonly person: Person;
    readonly incident: string;
    readonly emoji: string;
    readonly message: string;
    readonly room: string;
    readonly at: number;
  }): Promise<void>;
  /** An emoji on an answer that had a subject. */
  answered(reaction: {
    readonly person: Person;
    readonly subject: string;
    readonly emoji: string;
    readonly room: string;
  }): Promise<Answer | null>;
  /** A key pressed on a page. Null: the page is not theirs or has ended. */
  pressed(key: {
    readonly person: Person;
    readonly page: string;
    readonly digit: string;
  }): Promise<{ readonly text: string; readonly ends: boolean } | null>;
  /** Acknowledges everything that a summary is about and that needs somebody. */
  acknowledgedAll(act: {
    readonly person: Person;
    /** Id of the summary. */
    readonly summary: string;
    readonly room: string;
    readonly at: number;
  }): Promise<Answer | null>;
  /** The same taken back, shortly after. */
  unacknowledgedAll(act: {
    readonly person: Person;
    readonly summary: string;
    readonly room: string;
    readonly at: number;
  }): Promise<Answer | null>;
  /** Name of the alert that an incident is of; null when there is no such incident. */
  alertOf(incident: number): Promise<string | null>;
  /** Who is on call and who comes next: names. `until` in `now` time. */
  duty(): Promise<{
    readonly name: string | null;
    readonly until: number | null;
    readonly next: string | null;
  }>;
  /** What one person sees of it all at a glance. */
  overview(person: Person): Promise<Overview>;
  /** Somebody came or went: presence is to be read again. */
  presenceChanged(): Promise<void>;
  surroundings(room: string): Promise<Surroundings>;
  vocabulary(): Vocabulary;
}
