import type { SourceSpec } from "../../alerts/alert.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Distance } from "../../lib/distance.ts";
import { parseDuration, SECOND } from "../../lib/durations.ts";
import { isLoopback } from "../../lib/loopback.ts";
import { addressOf, variableOf, type SourceAddress } from "../../lib/source-addresses.ts";
import type { Source, SourceAnswer } from "../../ports/source.ts";
import { certificateDays } from "./certificate-days.ts";
import { statusRanges } from "./expected-status.ts";
import { reading } from "./reading.ts";
import { httpOptions, type HttpOptions } from "./schema.ts";
import { targetOf, type Target } from "./target.ts";
import { visit, type Visit } from "./visit.ts";

const TIMEOUT_MS = 5 * SECOND;
const REDIRECTS = 5;
const DONE_WELL = "200-299";

export interface HttpParts {
  readonly addresses: ReadonlyMap<string, SourceAddress>;
  readonly clock: Clock;
}

/** A page, asked as a visitor would: one GET, and one for each redirect. */
export function createHttpSource({ addresses, clock }: HttpParts): Source {
  // Faster time asks faster, and nobody but this machine may be asked so.
  const isAllowed = (target: Target): boolean =>
    clock.factor === 1 || isLoopback(target.url.hostname);
  const look = (spec: SourceSpec): Target | string => {
    const target = targetIn(spec, addresses);
    return typeof target === "string" || isAllowed(target)
      ? target
      : "time runs faster here, and its address is not on this machine";
  };
  return {
    kind: "http",
    idle: (spec) => {
      const target = look(spec);
      return typeof target === "string" ? target : null;
    },
    read: async (spec, signal) => {
      const options = httpOptions.safeParse(spec.options);
      if (!options.success) return failed("`url`, `measure` or another key is not right");
      const target = look(spec);
      if (typeof target === "string") return failed(target);
      if (signal.aborted) return failed("there was no time left to ask");
      return measure(options.data, target, { signal, clock });
    },
  };
}

/** Or what is missing, for humans. */
function targetIn(
  { connection, options }: SourceSpec,
  addresses: HttpParts["addresses"],
): Target | string {
  const url = String(options["url"]);
  const isNamed = connection !== null || url.startsWith("/");
  const address = isNamed ? addressOf(addresses, "http", connection) : null;
  const variable = variableOf("http", connection);
  if (isNamed && address === null) return `${variable} is not set`;
  const otherwise = isNamed
    ? `${variable} is no web address, or its token has a space in it`
    : "`url` is no web address";
  const target = targetOf(url, address);
  if (options["measure"] === "certificate-days" && target?.url.protocol === "http:")
    return `${variable} is no https address, and has no certificate`;
  return target ?? otherwise;
}

async function measure(
  options: HttpOptions,
  target: Target,
  { signal, clock }: { readonly signal: AbortSignal; readonly clock: Clock },
): Promise<SourceAnswer> {
  const bounds = {
    signal,
    timeoutMs: parseDuration(options.timeout ?? "") ?? TIMEOUT_MS,
    allows: (distance: Distance) =>
      clock.factor === 1 ? distance !== "link-local" : distance === "own",
  };
  if (options.measure === "certificate-days")
    return certificateDays(target.url, bounds, clock.real());
  const seen = await visit(target, { ...bounds, redirects: options.redirects ?? REDIRECTS });
  if (seen.outcome === "refused") return failed(seen.reason);
  if (options.measure === "up") return reading(isUp(seen, options) ? 1 : 0);
  if (seen.outcome === "dead") return failed(seen.reason);
  return reading(options.measure === "status" ? seen.status : Math.round(seen.ms));
}

function isUp(seen: Visit, { expect = DONE_WELL, contains = "" }: HttpOptions): boolean {
  if (seen.outcome !== "answered") return false;
  const isExpected = statusRanges(expect)?.some(
    ({ from, to }) => seen.status >= from && seen.status <= to,
  );
  return isExpected === true && seen.body.toString("utf8").includes(contains);
}

function failed(reason: string): SourceAnswer {
  return { outcome: "failed", reason };
}
