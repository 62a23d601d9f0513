import type { StoreState } from "../../app-examine.ts";
import type { Config } from "../../config.ts";
import { formatDuration, SECOND } from "../../lib/durations.ts";
import { fail, ok, warn, type Line } from "./line.ts";

const CLOCKS_MAY_DIFFER_MS = 2 * SECOND;

export function checkStore(
  store: StoreState,
  { timelapse }: Pick<Config, "timelapse">,
): readonly Line[] {
  switch (store.state) {
    case "away":
      return [
        fail(
          "store",
          `Redis at ${store.where} cannot be used: ${store.reason}.`,
          "Start it, or correct REDIS_URL.",
        ),
      ];
    case "not-running":
      return [
        warn("store", "The private Redis is not running.", "`npx watchroom start` makes it."),
      ];
    case "open":
      return openStore(store, timelapse);
  }
}

function openStore(
  { where, look }: Extract<StoreState, { state: "open" }>,
  timelapse: number,
): readonly Line[] {
  const { warnings, takesWrites, aheadMs, lapse } = look;
  const factor = lapse?.factor ?? timelapse;
  return [
    takesWrites
      ? ok("store", `${where} takes writes`)
      : fail("store", `${where} takes no writes.`, "See its log: a full disk, or a replica?"),
    ...warnings.map((said) => warn("store", said, null)),
    ...(factor === timelapse
      ? []
      : [
          fail(
            "store",
            `It was made under WATCHROOM_TIMELAPSE=${factor}, not ${timelapse}.`,
            "Use that, or another store.",
          ),
        ]),
    Math.abs(aheadMs) < CLOCKS_MAY_DIFFER_MS
      ? ok("clock", "the same here as in the store")
      : warn(
          "clock",
          `This machine's is ${formatDuration(Math.abs(aheadMs))} ${aheadMs > 0 ? "behind" : "ahead of"} the store's.`,
          "Let both follow a time server.",
        ),
  ];
}
