import type { Callbacks } from "../ports/callbacks.ts";
import { handedBack } from "../watch/handed-back.ts";
import { reportProgress } from "../watch/report-progress.ts";
import { reportTest } from "../watch/report-test.ts";
import { speakCall } from "../watch/speak-call.ts";
import type { Watch } from "../watch/watch.ts";
import { texted } from "./sms-texted.ts";

/** What providers are given to tell us things. */
export function createCallbacks(watch: Watch): Callbacks {
  return {
    ...speakCall(watch),
    reported: async (token, progress) => {
      const subject = watch.tokens.read(token, watch.clock.real());
      if (subject === null) return false;
      if (subject.kind === "page") return reportProgress(watch, subject, progress);
      await reportTest(watch, subject, progress);
      return true;
    },
    texted: (sms) => texted(watch, sms),
    handedBack: (event) => handedBack(watch, event),
  };
}
