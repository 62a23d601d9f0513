import { lookup as resolve } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { distanceOf, type Distance } from "./distance.ts";

export interface GuardedLookup {
  /** For a connection. It knows only the addresses that are allowed. */
  readonly lookup: LookupFunction;
  /** A connection to an address looks nothing up: it is judged here, before. */
  admits(host: string): boolean;
  /** Whether some host was not allowed. */
  refused(): boolean;
  /** Of the addresses that were allowed, the one that is furthest away; null before any. */
  distance(): Distance | null;
}

const FURTHEST_FIRST: readonly Distance[] = ["far", "near", "own", "link-local"];

/** Judges what is really connected to, not the name of it: a name may lead anywhere, and elsewhere the next time. */
export function guardedLookup(allows: (distance: Distance) => boolean): GuardedLookup {
  const allowed = new Set<Distance>();
  let refused = false;
  const isAllowed = (address: string): boolean => {
    const distance = distanceOf(address);
    if (allows(distance)) allowed.add(distance);
    return allowed.has(distance);
  };
  return {
    refused: () => refused,
    distance: () => FURTHEST_FIRST.find((distance) => allowed.has(distance)) ?? null,
    admits: (host) => {
      const address = host.replace(/^\[|\]$/g, "");
      if (isIP(address) === 0 || isAllowed(address)) return true;
      refused = true;
      return false;
    },
    lookup: (host, options, answer) => {
      resolve(host, { ...options, all: true }, (error, addresses) => {
        if (error) return answer(error, "");
        const usable = addresses.filter(({ address }) => isAllowed(address));
        const [first] = usable;
        if (first === undefined) {
          refused = true;
          return answer(new Error("the name leads to an address that is not allowed"), "");
        }
        return options.all ? answer(null, usable) : answer(null, first.address, first.family);
      });
    },
  };
}
