import { hasTestLabels, TEST_LABELS, testSummary } from "../../alerts/test-signal.ts";
import { SECOND } from "../../lib/durations.ts";
import { deadline, sleep } from "../../lib/timers.ts";
import type { Api, ShownIncident } from "./api.ts";

const PATIENCE_MS = 10 * SECOND;
const LOOK_EVERY_MS = 100;

export interface Test {
  readonly alert: string;
  readonly sender: string;
  readonly value: number | null;
  readonly severity: string | null;
}

export type TestRun =
  | { readonly outcome: "open" | "ended"; readonly incident: ShownIncident }
  /** Taken in for certain; what came of it cannot be read, or takes longer than we wait. */
  | { readonly outcome: "unseen"; readonly why: "unreadable" | "slow" }
  | { readonly outcome: "none-open" }
  | { readonly outcome: "refused"; readonly why: string };

/** Sends the signal and waits until its incident is there. */
export async function startTest(api: Api, test: Test): Promise<TestRun> {
  const [last] = (await testsOf(api, test.alert)) ?? [];
  // Resolved by hand it stays closed until the alert recovers, and a test never would by itself.
  const isClosed = last !== undefined && last.status === "resolved" && last.resolvedBy !== null;
  const posted = await api.send([
    ...(isClosed ? [signal(test, "resolved")] : []),
    signal(test, "firing"),
  ]);
  if (!posted.ok) return { outcome: "refused", why: posted.why };
  const seen = last?.status === "resolved" ? 0 : (last?.count ?? 0);
  return follow(api, test.alert, (newest) =>
    newest.status !== "resolved" && newest.count > seen
      ? { outcome: "open", incident: newest }
      : null,
  );
}

export async function endTest(api: Api, test: Test): Promise<TestRun> {
  const before = await testsOf(api, test.alert);
  if (before !== null && (before[0]?.status ?? "resolved") === "resolved")
    return { outcome: "none-open" };
  const posted = await api.send([signal(test, "resolved")]);
  if (!posted.ok) return { outcome: "refused", why: posted.why };
  return follow(api, test.alert, (newest) =>
    newest.status === "resolved" ? { outcome: "ended", incident: newest } : null,
  );
}

/** Of several tests at once the newest stands first. */
async function testsOf(api: Api, alert: string): Promise<readonly ShownIncident[] | null> {
  const all = await api.incidents(alert);
  return all?.filter(({ labels }) => hasTestLabels(labels)) ?? null;
}

async function follow(
  api: Api,
  alert: string,
  judge: (newest: ShownIncident) => TestRun | null,
): Promise<TestRun> {
  const over = deadline(PATIENCE_MS);
  while (!over.aborted) {
    const tests = await testsOf(api, alert);
    if (tests === null) return { outcome: "unseen", why: "unreadable" };
    const [newest] = tests;
    const run = newest === undefined ? null : judge(newest);
    if (run !== null) return run;
    await sleep(LOOK_EVERY_MS, over);
  }
  return { outcome: "unseen", why: "slow" };
}

function signal({ alert, sender, value, severity }: Test, status: "firing" | "resolved"): object {
  return {
    alert,
    status,
    summary: testSummary(alert, sender),
    labels: TEST_LABELS,
    ...(value !== null && { value }),
    ...(severity !== null && { severity }),
  };
}
