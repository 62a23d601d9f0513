/** Slack refuses a message past its own limits; these stay well below, since some of them are nowhere written. */
export const MOST_BLOCKS = 45;
/** Of all text in the blocks of a message. */
export const MOST_LETTERS = 9_000;
/** Of one stretch of text. */
export const LONGEST_STRETCH = 2_900;
export const LONGEST_HEADER = 150;
export const LONGEST_URL = 2_000;
export const LONGEST_ALT = 1_000;
export const DEEPEST_INDENT = 8;
export const TABLE = { rows: 100, columns: 20, letters: 6_000 } as const;
