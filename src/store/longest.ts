/** Nothing is put off for longer: an instant that lies further ahead was set before the clock went back, and counts as past. Real milliseconds. */
export const LONGEST_MS = 60_000;
