import { startThread } from "../app-thread.ts";
import type { CompileBook } from "../app-book.ts";
import { methodsSetUp } from "../app-check.ts";
import { examine, type Examination } from "../app-examine.ts";
import { surveyConfig, type ConfigSurvey } from "../config.ts";
import { SECOND } from "../lib/durations.ts";
import { deadline } from "../lib/timers.ts";
import { phoneTroubles } from "../watch/phone-trouble.ts";
import { probeNotifiers, whoCanBeReached } from "../watch/who-can-be-reached.ts";
import { atFault } from "./doctor/at-fault.ts";
import { checkPublicAddress, checkTokens } from "./doctor/check-access.ts";
import { checkAlerts } from "./doctor/check-alerts.ts";
import { checkFolder } from "./doctor/check-book.ts";
import { checkEnvironment, checkHeartbeat, checkZone } from "./doctor/check-environment.ts";
import { checkDataFolder, checkNode } from "./doctor/check-machine.ts";
import { checkDuty, checkPhones, checkReach } from "./doctor/check-people.ts";
import { checkRunning } from "./doctor/check-running.ts";
import { checkSecret } from "./doctor/check-secret.ts";
import { checkStore } from "./doctor/check-store.ts";
import { checkTroubles } from "./doctor/check-troubles.ts";
import { checkRooms, checkWays } from "./doctor/check-ways.ts";
import { warn, type Line } from "./doctor/line.ts";
import { sayLines } from "./doctor/say-lines.ts";
import { within } from "./doctor/within.ts";

const PROBE_WITHIN_MS = 4 * SECOND;
const NOT_KNOWN = warn(
  "on call",
  "Who would be called is not known: it stands in the store.",
  "Start watchroom, then ask again.",
);

/** Asks each configured thing whether it would work tonight. Starts nothing, sends nothing. */
export async function doctor({ json = false }: { readonly json?: boolean }): Promise<void> {
  const thread = startThread();
  try {
    const lines = await diagnose(surveyConfig(), thread.compile);
    const isSilent = lines.some(({ state }) => state === "fail");
    const text = json ? JSON.stringify({ ok: !isSilent, lines }, null, 2) : sayLines(lines);
    process.stdout.write(`${text}\n`);
    process.exitCode = isSilent ? 1 : 0;
  } finally {
    await thread.stop();
  }
}

/** All at once, in an order that stays. */
export async function diagnose(
  survey: ConfigSurvey,
  compile: CompileBook,
): Promise<readonly Line[]> {
  const { config } = survey;
  const found = await examine(config, compile);
  try {
    const { watch, store, checked } = found;
    const isNamed = atFault("book", survey, ["PLAYBOOKS_DIR"]) === null;
    const book = isNamed ? found.book : null;
    const sound = (
      what: string,
      names: readonly string[],
      check: () => Promise<readonly Line[]> | readonly Line[],
    ): Promise<readonly Line[]> => within(what, () => atFault(what, survey, names) ?? check());
    const checks = await Promise.all([
      within("Node.js", () => checkNode(process.versions.node)),
      within("environment", () => checkEnvironment(survey)),
      sound("time zone", ["WATCHROOM_ZONE"], () => checkZone(survey)),
      within("data folder", () => checkDataFolder(config.dataFolder)),
      sound("secret", ["WATCHROOM_SECRET"], () => checkSecret(config, found.knowsSecret)),
      sound("store", ["REDIS_URL", "WATCHROOM_PREFIX"], () => checkStore(store, config)),
      sound("running", ["PORT", "HOST"], () => checkRunning(survey, store)),
      sound("public address", ["PUBLIC_URL"], () => checkPublicAddress(survey)),
      sound("tokens", ["WATCHROOM_TOKENS", "PUBLIC_URL", "HOST"], () => checkTokens(config, book)),
      sound("heartbeat", ["HEARTBEAT_URL"], () => checkHeartbeat(config)),
      sound("book", ["PLAYBOOKS_DIR"], () => checkFolder(checked, book, config)),
      sound("alerts", ["PLAYBOOKS_DIR"], () => checkAlerts(found)),
      within("rooms", () => checkRooms(watch)),
      within("now", () => checkTroubles(found)),
      within("people", () => checkPeople(found, survey)),
    ]);
    return checks.flat();
  } finally {
    found.close();
  }
}

async function checkPeople(
  { watch, store, book }: Examination,
  { config }: ConfigSurvey,
): Promise<readonly Line[]> {
  const ways = await probeNotifiers(watch, deadline(PROBE_WITHIN_MS));
  const lines = checkWays(ways, methodsSetUp(config));
  if (store.state !== "open") return [...lines, NOT_KNOWN];
  const reach = await whoCanBeReached(watch, ways);
  return [
    ...lines,
    ...checkDuty(reach.duty),
    ...(ways.some(({ probe }) => probe.ok) ? checkReach(reach, book) : []),
    ...checkPhones(await phoneTroubles(watch, reach.duty.order)),
  ];
}
