import type { Clock } from "../lib/clock.ts";
import { MINUTE, SECOND } from "../lib/durations.ts";
import type { ChartView } from "../ports/charts.ts";
import type { ChartSpec } from "./chart-spec.ts";
import { gatherChart, type ChartRecords } from "./gather-chart.ts";

/** Draws elsewhere than here, and never throws. */
export type DrawChart = (
  spec: ChartSpec,
) => Promise<
  { readonly ok: true; readonly png: Uint8Array } | { readonly ok: false; readonly reason: string }
>;

/** `isFinal`: it will never change. `busy`: worth another try in a few seconds. */
export type Picture =
  | { readonly outcome: "drawn"; readonly png: Uint8Array; readonly isFinal: boolean }
  | { readonly outcome: "unknown" }
  | { readonly outcome: "busy"; readonly reason: string };

export interface ChartPictures {
  /** @param token what the view was read from: the same token is the same picture */
  of(token: string, view: ChartView): Promise<Picture>;
}

const MOST_KEPT = 64;
/** The book is parsed in the same thread, and must always find room in its queue. */
const MOST_AT_ONCE = 6;
/** How long after its end a range may still get a sample. */
const SETTLED_MS = MINUTE;
const UNFINISHED_MS = 10 * SECOND;

interface Kept {
  readonly picture: Picture;
  /** In real time. */
  readonly until: number;
}

/** Pictures, each drawn once: whoever asks for one that is being drawn waits for the same drawing. */
export function createChartPictures(
  records: ChartRecords,
  draw: DrawChart,
  clock: Clock,
): ChartPictures {
  const kept = new Map<string, Kept>();
  const drawing = new Map<string, Promise<Picture>>();
  const make = async (token: string, view: ChartView): Promise<Picture> => {
    const now = clock.now();
    const picture = await pictureOf(records, draw, view, now);
    if (picture.outcome === "drawn")
      keep(kept, token, {
        picture,
        until: picture.isFinal ? Infinity : clock.real() + UNFINISHED_MS,
      });
    return picture;
  };
  return {
    of: (token, view) => {
      const known = kept.get(token);
      if (known !== undefined && known.until > clock.real()) {
        keep(kept, token, known);
        return Promise.resolve(known.picture);
      }
      const running = drawing.get(token);
      if (running !== undefined) return running;
      if (drawing.size >= MOST_AT_ONCE)
        return Promise.resolve({ outcome: "busy", reason: "many charts are being drawn already" });
      const made = make(token, view).finally(() => drawing.delete(token));
      drawing.set(token, made);
      return made;
    },
  };
}

/** The newest last; what was not asked for the longest goes first. */
function keep(kept: Map<string, Kept>, token: string, picture: Kept): void {
  kept.delete(token);
  kept.set(token, picture);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) return;
    kept.delete(oldest);
  }
}

async function pictureOf(
  records: ChartRecords,
  draw: DrawChart,
  view: ChartView,
  now: number,
): Promise<Picture> {
  const spec = await gatherChart(records, view, now);
  if (spec === null) return { outcome: "unknown" };
  const drawn = await draw(spec);
  return drawn.ok
    ? { outcome: "drawn", png: drawn.png, isFinal: now >= view.to + SETTLED_MS }
    : { outcome: "busy", reason: drawn.reason };
}
