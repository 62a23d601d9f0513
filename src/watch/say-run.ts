import { listed } from "../lib/listed.ts";
import { formatInstant } from "../lib/wall-time.ts";
import type { PageLimits } from "./page-limits.ts";
import type { Because, Line, Run } from "./rehearse.ts";

export interface Saying {
  /** Whose clock the times are of, IANA name. */
  readonly zone: string;
  readonly now: number;
  /** Those in force: what is sent more often waits. */
  readonly limits: PageLimits;
  /** Makes a name, or anything else from outside, fit for where it is shown. */
  show(text: string): string;
}

type Called = Extract<Line, { kind: "called" }>;

/** Calls that differ only in how, or only in when, are said together. */
interface Calls {
  readonly first: Called;
  readonly methods: readonly string[];
  readonly at: readonly number[];
}

const TIMES_SAID = 6;

/** One line for each thing that happens; a time of another day than `start` has its day. */
export function sayRun(
  { lines, nextRoundAt }: Run,
  start: number,
  saying: Saying,
): readonly string[] {
  const clock = (at: number): string => formatInstant(at, saying.zone, start);
  const said = together(lines).map((line) =>
    "methods" in line ? sayCalls(line, clock, saying) : sayLine(line, clock, saying),
  );
  return [
    ...said.filter((line) => line !== null),
    ...(nextRoundAt === null ? [] : [`${clock(nextRoundAt)} next round`]),
  ];
}

function together(lines: readonly Line[]): readonly (Calls | Exclude<Line, Called>)[] {
  const all: (Calls | Exclude<Line, Called>)[] = [];
  for (const line of lines) {
    const last = all.at(-1);
    const joined = line.kind === "called" && last && "methods" in last ? join(last, line) : null;
    if (joined) all[all.length - 1] = joined;
    else if (line.kind === "called")
      all.push({ first: line, methods: [line.method], at: [line.at] });
    else all.push(line);
  }
  return all;
}

function join(calls: Calls, line: Called): Calls | null {
  const { first, methods, at } = calls;
  if (first.handle !== line.handle || first.step !== line.step || first.byRule !== line.byRule)
    return null;
  const isSameShot = at.length === 1 && line.at === first.at;
  if (isSameShot) return { ...calls, methods: [...methods, line.method] };
  const isNextShot = methods.length === 1 && line.method === first.method;
  return isNextShot ? { ...calls, at: [...at, line.at] } : null;
}

type Clock = (at: number) => string;

function sayCalls({ first, methods, at }: Calls, clock: Clock, { show }: Saying): string {
  const [start = first.at, ...again] = at;
  const why = sayBecause(first.because, clock);
  const said =
    why === null
      ? `handed over to ${show(first.name)}`
      : `${show(first.name)} by ${listed(methods)}: ${why}`;
  return `${clock(start)} ${said}${first.byRule ? ", by their own rules" : ""}${sayAgain(again, clock)}`;
}

function sayAgain(again: readonly number[], clock: Clock): string {
  const last = again.at(-1);
  if (last === undefined) return "";
  return again.length <= TIMES_SAID
    ? `, again at ${again.map(clock).join(", ")}`
    : `, ${again.length} times more until ${clock(last)}`;
}

/** Null: it is no person. */
function sayBecause(because: Because, clock: Clock): string | null {
  switch (because.kind) {
    case "first-to-join":
      return "on call, first to have joined";
    case "override":
      return `on call, taken over${because.until === null ? "" : ` until ${clock(because.until)}`}`;
    case "second":
      return "second on call, next to have joined";
    case "everyone":
      return because.awake ? "everyone, awake" : "everyone, asleep";
    case "hand-over":
      return null;
    case "named":
      return "named in the policy";
  }
}

/** Null: what the notes say. */
function sayLine(line: Exclude<Line, Called>, clock: Clock, { show }: Saying): string | null {
  switch (line.kind) {
    case "silenced":
      return `${clock(line.at)} silenced until ${clock(line.until)}; then, if it still fires:`;
    case "posted":
      return `${clock(line.at)} posted in the room`;
    case "nobody":
      return `${clock(line.at)} ${sayNobody(line.page, show)}`;
    case "said":
      return `${clock(line.at)} said in the room: ${show(line.text)}`;
    case "skipped":
      return null;
  }
}

function sayNobody(page: string, show: Saying["show"]): string {
  if (page === "on-call") return "nobody is on call";
  if (page === "secondary") return "nobody is second on call";
  if (page === "everyone") return "no responder has joined";
  return `no responder is called ${show(page)}`;
}
