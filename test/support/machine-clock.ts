import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface MachineClock {
  /** The environment of a process that lives by this clock. */
  readonly env: Readonly<Record<string, string>>;
  /** For all of them at once, so far from the machine's own time. */
  set(aheadMs: number): void;
}

/** A wall clock that can be set, for real processes, as somebody sets the machine's. Time that is measured, rather than read, goes on as it was. */
export function aMachineClock(folder: string): MachineClock {
  const file = join(folder, "clock");
  const set = (aheadMs: number): void =>
    writeFileSync(file, `${aheadMs < 0 ? "-" : "+"}${Math.abs(aheadMs) / 1_000}`);
  set(0);
  return {
    set,
    env: {
      // The C library before all others: the allocator that redis-server brings along asks for the time before it can be answered.
      LD_PRELOAD: `${findLibrary()}:libc.so.6`,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: "1",
      FAKETIME_DONT_FAKE_MONOTONIC: "1",
      DONT_FAKE_MONOTONIC: "1",
    },
  };
}

/** Distributions keep it in different folders, Debian in one of the machine's architecture. */
function findLibrary(): string {
  const places = [
    "/usr/lib",
    "/usr/lib64",
    ...readdirSync("/usr/lib").map((name) => join("/usr/lib", name)),
  ];
  const found = places
    .map((place) => join(place, "faketime", "libfaketime.so.1"))
    .find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(
      "libfaketime was not found. On Linux `bin/setup --test` installs it; elsewhere this test cannot run.",
    );
  return found;
}
