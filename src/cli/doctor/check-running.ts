import type { StoreState } from "../../app-examine.ts";
import { ownAddress, type ConfigSurvey } from "../../config.ts";
import { SECOND } from "../../lib/durations.ts";
import { request } from "../../lib/http.ts";
import { fail, ok, warn, type Line } from "./line.ts";

const ANSWER_WITHIN_MS = 4 * SECOND;
const START = "Start it: `npx watchroom start`.";

/** Whether a watchroom answers, here or where people reach it, and whether somebody does the work behind it. */
export async function checkRunning(
  { config, given }: Pick<ConfigSurvey, "config" | "given">,
  store: StoreState,
): Promise<readonly Line[]> {
  const addresses = [
    ...(config.port === 0 ? [] : [ownAddress(config.host, config.port)]),
    ...(given.has("PUBLIC_URL") ? [config.publicUrl] : []),
  ];
  if (addresses.length === 0)
    return [warn("running", "PORT is 0: where watchroom runs is not known here.", null)];
  const lines = await Promise.all([...new Set(addresses)].map(readiness));
  const best = lines.find(({ state }) => state === "ok") ?? lines[0]!;
  return [best, ...(store.state === "open" ? [worker(store.look.hasWorker)] : [])];
}

async function readiness(url: string): Promise<Line> {
  const answer = await request({ url: `${url}/readyz`, timeoutMs: ANSWER_WITHIN_MS });
  const shown = withoutCredentials(url);
  if (answer.outcome === "failed")
    return answer.reason === "unreachable"
      ? fail("running", `Nobody answers at ${shown}.`, START)
      : fail("running", `${shown} gives no whole answer.`, "See its log.");
  const { ready, error } = parse(answer.body);
  if (ready === true) return ok("running", `${shown} is ready`);
  return ready === false
    ? fail("running", `${shown} is not ready. ${String(error).slice(0, 200)}`, "See its log.")
    : fail("running", `What answers at ${shown} is no watchroom.`, "Set PORT to another one.");
}

function worker(isThere: boolean): Line {
  return isThere
    ? ok("worker", "at work")
    : fail(
        "worker",
        "Nobody has worked on this store in the last seconds: nothing is carried out.",
        "Start `npx watchroom worker`, or `start`, which is both.",
      );
}

export function withoutCredentials(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname === "/" ? "" : pathname}`;
}

export function parse(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
