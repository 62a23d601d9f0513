export interface Notice {
  readonly what: string;
  /** What to do about it. */
  readonly mend: string;
}

/** What is wrong and would otherwise only be seen in one process's log. */
export interface Notices {
  /** Once in this process's log, and for everybody as long as it is said again. The same name replaces the text. */
  say(name: string, notice: Notice): void;
  /** It is over: forgotten at once, unless another process says it again. */
  mended(name: string): void;
  /** What was said within the last quarter of an hour, for `status`. */
  problems(): Promise<readonly Notice[]>;
}
