/** What has to be remembered of what providers tell, as they tell some of it several times. Names are of any length, may hold what comes from outside, and are not kept as they are. Spans are real milliseconds. */
export interface CallbackRecords {
  /** What was kept under this name; null: nothing, or not any more. */
  kept(name: string): Promise<{ readonly value: unknown } | null>;
  /** `value` is JSON. */
  keep(name: string, value: unknown, forMs: number): Promise<void>;
  /** True for at most so many who ask within any such span. */
  hasRoom(name: string, most: number, spanMs: number): Promise<boolean>;
  /** False when a later instant has come under this name. */
  isNewest(name: string, at: number, rememberMs: number): Promise<boolean>;
}
