import type { AlertDefinition } from "../alerts/alert.ts";
import { evaluate } from "../alerts/evaluate.ts";
import { evaluateHeartbeat } from "../alerts/evaluate-heartbeat.ts";
import { isExecuted, isHeartbeat, roundEveryMs } from "../alerts/rounds.ts";
import type { AlertState, Evaluation } from "../alerts/series-state.ts";
import { oneLine } from "../lib/plain.ts";
import type { LoadedAlert } from "../ports/series-records.ts";
import type { Collector } from "./collector.ts";
import { readSource } from "./read-source.ts";

/** `executed`: somebody else did this round. `idle`: nothing to measure it with. `failed`: it could not be written, and does not count. */
export type RoundOutcome = "done" | "executed" | "idle" | "failed";

interface Round {
  readonly at: number;
  readonly slot: number;
}

type Judge = (before: AlertState | null) => Evaluation;

/** More would mean that something writes this alert all the time. */
const TRIES = 20;
const LONGEST_REASON = 200;

/** One round of one alert. Never throws: what goes wrong with one alert harms no other. */
export async function collectRound(
  collector: Collector,
  alert: string,
  slot: number,
): Promise<RoundOutcome> {
  const definition = collector.alerts().find(({ name }) => name === alert);
  if (definition === undefined) return "idle";
  try {
    return await runRound(collector, definition, slot);
  } catch (error) {
    collector.log.error({ alert, error }, "a round could not be carried out");
    return "failed";
  }
}

async function runRound(
  collector: Collector,
  definition: AlertDefinition,
  slot: number,
): Promise<RoundOutcome> {
  const round = { at: collector.clock.now(), slot };
  const read = await collector.series.load(definition.name);
  if (read.isNewer) return "failed";
  if (isOver(read, round)) return "executed";
  const judge = await judgeOf(collector, definition, round);
  return judge === null
    ? "idle"
    : await write(collector, definition, {
        round,
        read,
        judge: guarded(collector, definition, { round, judge }),
      });
}

/** Asks the source, once; null when there is none to ask. */
async function judgeOf(
  { sources, intake, clock }: Collector,
  definition: AlertDefinition,
  round: Round,
): Promise<Judge | null> {
  if (roundEveryMs(definition) === null) return null;
  if (isHeartbeat(definition)) {
    const acceptingSince = await intake.acceptingSince(clock.real());
    return (before) => evaluateHeartbeat(definition, before, round, acceptingSince);
  }
  const source = sources.get(definition.source.kind);
  if (source === undefined || source.idle(definition.source) !== null) return null;
  const answer = await readSource(source, definition);
  return (before) => evaluate(definition, before, answer, round);
}

/** An evaluation that throws is an alert without an answer. */
function guarded(
  { log }: Collector,
  definition: AlertDefinition,
  { round, judge }: { readonly round: Round; readonly judge: Judge },
): Judge {
  return (before) => {
    try {
      return judge(before);
    } catch (error) {
      const reason = oneLine(
        `the alert could not be evaluated: ${error instanceof Error ? error.message : String(error)}`,
        LONGEST_REASON,
      );
      if (before?.reason !== reason)
        log.error({ alert: definition.name, error }, "an evaluation broke");
      return evaluate(definition, before, { outcome: "failed", reason }, round);
    }
  };
}

async function write(
  collector: Collector,
  definition: AlertDefinition,
  {
    round,
    read,
    judge,
  }: { readonly round: Round; readonly read: LoadedAlert; readonly judge: Judge },
): Promise<RoundOutcome> {
  let newest = read;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const evaluation = judge(newest.state);
    if ((await collector.series.write(definition.name, newest, evaluation)) === "written") {
      tell(collector, definition, newest, evaluation.state);
      return "done";
    }
    newest = await collector.series.load(definition.name);
    if (newest.isNewer) return "failed";
    if (isOver(newest, round)) return "executed";
  }
  throw new Error("the alert kept changing while its round was written");
}

function isOver({ state }: LoadedAlert, { slot, at }: Round): boolean {
  return state !== null && isExecuted(state, slot, at);
}

/** Once per change, not once per round. */
function tell(
  { log }: Collector,
  { name, source }: AlertDefinition,
  { state: before, damaged }: LoadedAlert,
  after: AlertState,
): void {
  if (damaged.length > 0)
    log.warn({ alert: name, records: damaged.length }, "damaged records of an alert were replaced");
  const was = before?.reason ?? null;
  if (after.reason !== null && after.reason !== was)
    log.warn({ alert: name, source: source.kind, reason: after.reason }, "an alert has no answer");
  if (after.reason === null && was !== null)
    log.info({ alert: name, source: source.kind }, "an alert has an answer again");
}
