import type { Callbacks, CallScript, HandedBack, IncomingSms } from "../../src/ports/callbacks.ts";
import type { Progress } from "../../src/ports/notifier.ts";

export interface RecordedCallbacks extends Callbacks {
  /** Every question, in order: `round 1 of <token>`, `key 1 of <token>`. */
  readonly asked: string[];
  readonly progress: (Progress & { readonly token: string })[];
  readonly texts: IncomingSms[];
  readonly handed: HandedBack[];
  /** What a call says next; an error is thrown. */
  next: CallScript | null | Error;
  /** What an SMS is answered with. */
  answer: string | null;
}

/** Callbacks that keep what they were told, and answer what a test wants. */
export function recordedCallbacks(): RecordedCallbacks {
  const next = async (question: string): Promise<CallScript | null> => {
    callbacks.asked.push(question);
    if (callbacks.next instanceof Error) throw callbacks.next;
    return callbacks.next;
  };
  const callbacks: RecordedCallbacks = {
    asked: [],
    progress: [],
    texts: [],
    handed: [],
    next: null,
    answer: null,
    script: (token, round) => next(`round ${round} of ${token}`),
    pressed: (token, digit) => next(`key ${digit} of ${token}`),
    reported: async (token, progress) => {
      callbacks.progress.push({ token, ...progress });
      return true;
    },
    texted: async (sms) => {
      callbacks.texts.push(sms);
      return callbacks.answer;
    },
    handedBack: async (event) => void callbacks.handed.push(event),
  };
  return callbacks;
}
