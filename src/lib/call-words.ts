interface Words {
  readonly say: readonly string[];
  readonly keys: { readonly silence: null } | null;
}

/** Said instead of a vendor's own "application error", or of nothing: whoever hears it has to know what to do. */
export const NOT_NOW: Words = {
  say: ["Sorry, watchroom cannot say more right now. Please answer in the room."],
  keys: null,
};
export const PRESS_AGAIN: Words = {
  say: ["Sorry, that did not get through. Press the key again, or answer in the room."],
  keys: { silence: null },
};

/** Keeps quiet of what it was about: whoever holds the phone may be anybody by now. */
export const OVER: Words = { say: ["This call is over. Goodbye."], keys: null };
