export interface SignInRecords {
  /** Uses a link up; false when it was before. Remembered for so many real milliseconds. */
  use(link: string, rememberMs: number): Promise<boolean>;
  isUsed(link: string): Promise<boolean>;
}
