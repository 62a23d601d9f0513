import type { Person } from "../oncall/person.ts";
import type { Occupancy } from "../presence/occupancy.ts";

/** An answer to somebody's line. `toAll` false: only for the person who asked. Markdown. */
export interface Answer {
  readonly text: string;
  readonly toAll: boolean;
  /** What a reaction on the answer is about, for instance an offered handoff. */
  readonly subject: string | null;
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

/** What a room tells the rest of watchroom: the same for every vendor. Each commits before it answers. */
export interface Inward {
  /** A line that a member wrote. `subject` is what they replied to, if anything. Null: it was no command. */
  heard(line: {
    readonly person: Person;
    readonly text: string;
    readonly addressed: boolean;
    readonly room: string;
  }): Promise<Answer | null>;
  /** An emoji on an incident's post; names without colons. */
  reacted(reaction: {
    readonly person: Person;
    readonly incident: string;
    readonly emoji: string;
    readonly message: string;
    readonly room: string;
    readonly at: number;
  }): Promise<void>;
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
  /** Somebody came or went: presence is to be read again. */
  presenceChanged(): Promise<void>;
  surroundings(room: string): Promise<Surroundings>;
  vocabulary(): Vocabulary;
}
