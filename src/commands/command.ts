import type { Person } from "../oncall/person.ts";
import type { Answer } from "../ports/inward.ts";
import type { Watch } from "../watch/watch.ts";

export interface Context {
  readonly watch: Watch;
  readonly person: Person;
  readonly room: string;
  /** Whether the line spoke to watchroom; if not, only an exact command is answered, and never with usage. */
  readonly addressed: boolean;
  /** Nobody else reads the line. */
  readonly direct?: boolean;
  /** Number of the incident in whose thread it was said; null: in none. */
  readonly incident: number | null;
}

/** One verb of the chat, the same in every room. `words` are what follows its name. */
export interface Command {
  readonly name: string;
  /** `ack [#n] [for 2h]` */
  readonly usage: string;
  readonly summary: string;
  /** Members who may not be paged are refused. */
  readonly respondersOnly: boolean;
  /** It only reads, and answers those too who may not act. */
  readonly forGuests?: true;
  /** Whether a line that speaks to nobody is this command, whole and exactly; without it such a line is chat. */
  readonly unaddressed?: (words: readonly string[]) => boolean;
  /** Null: on second sight it was chat. */
  readonly run: (context: Context, words: readonly string[]) => Promise<Answer | null>;
}
