import type { Log } from "../../../lib/log.ts";
import { sleep } from "../../../lib/timers.ts";
import type { Dispatch } from "./bolt-app.ts";
import type { SlackEvent } from "./worth-keeping.ts";

/** What a command, a button or a modal is answered with. `silent`: nothing yet. `failed`: its handler threw before it answered. */
export type ActAnswer =
  | { readonly outcome: "answered"; readonly body: unknown }
  | { readonly outcome: "silent" }
  | { readonly outcome: "failed" };

const FAILED = "That did not work. Try again in a moment; watchroom's log says why.";

/** Slack waits three seconds, then tells whoever pressed that we are broken. Never rejects. */
export async function answerAct(
  { dispatch, log, withinMs }: { dispatch: Dispatch; log: Log; withinMs: number },
  body: SlackEvent,
): Promise<ActAnswer> {
  const done = new AbortController();
  const kind = { kind: kindOf(body) };
  const answered = new Promise<ActAnswer>((resolve) => {
    const ack = (response?: unknown): Promise<void> => {
      resolve({ outcome: "answered", body: response });
      return Promise.resolve();
    };
    dispatch(body, ack).then(
      () => resolve({ outcome: "silent" }),
      (error: unknown) => {
        log.error({ ...kind, error }, "an act in Slack could not be carried out");
        resolve({ outcome: "failed" });
      },
    );
    void sleep(withinMs, done.signal).then(() => resolve({ outcome: "silent" }));
  });
  const answer = await answered;
  done.abort();
  if (answer.outcome === "silent") log.warn(kind, "an act in Slack was not acknowledged in time");
  if (answer.outcome === "failed" && typeof body["command"] === "string")
    return { outcome: "answered", body: { response_type: "ephemeral", text: FAILED } };
  return answer;
}

/** Never what somebody wrote. */
function kindOf({ command, type }: SlackEvent): string {
  if (typeof command === "string") return "command";
  return typeof type === "string" ? type.slice(0, 40) : "unknown";
}
