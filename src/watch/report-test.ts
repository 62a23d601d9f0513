import type { Progress } from "../ports/notifier.ts";
import type { CallbackSubject } from "./callback-tokens.ts";
import type { Watch } from "./watch.ts";

/** How a test goes on: a number that its provider cannot reach for good is failing, and nothing else proves anything. */
export async function reportTest(
  watch: Pick<Watch, "phones" | "clock">,
  { handle, method }: Extract<CallbackSubject, { kind: "test" }>,
  { state }: Progress,
): Promise<void> {
  if (method !== "sms" && method !== "voice") return;
  if (state.kind !== "failed" || state.failure.reason !== "bad-destination") return;
  const failing = { at: watch.clock.now(), reason: state.failure.reason, by: method };
  await watch.phones.note(handle, { failing });
}
