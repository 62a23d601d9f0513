import type { ChartPictures } from "../charts/chart-pictures.ts";
import { CHARTS_PATH, type ReadableChartLinks } from "../charts/chart-links.ts";
import type { Log } from "../lib/log.ts";
import type { Route, WebReply } from "../ports/web.ts";

const RETRY_AFTER_S = "5";

export interface ChartRouteParts {
  readonly links: Pick<ReadableChartLinks, "read">;
  readonly pictures: ChartPictures;
  readonly log: Log;
}

/** Pictures for whoever has the address: chat services and phones fetch them, and have no cookie. */
export function chartRoutes(parts: ChartRouteParts): readonly Route[] {
  return [
    {
      method: "GET",
      path: `${CHARTS_PATH}*`,
      handle: ({ params }) => picture(parts, params["*"] ?? ""),
    },
  ];
}

async function picture({ links, pictures, log }: ChartRouteParts, name: string): Promise<WebReply> {
  const token = name.endsWith(".png") ? name.slice(0, -".png".length) : "";
  const view = links.read(token);
  if (view === null) return { status: 404, body: { error: "There is no chart at this address." } };
  const made = await pictures.of(token, view);
  switch (made.outcome) {
    case "drawn":
      return {
        status: 200,
        body: Buffer.from(made.png.buffer, made.png.byteOffset, made.png.byteLength),
        headers: {
          "content-type": "image/png",
          "cache-control": made.isFinal
            ? "public, max-age=31536000, immutable"
            : "public, max-age=10",
          "x-content-type-options": "nosniff",
        },
      };
    case "unknown":
      return {
        status: 404,
        body: { error: `The book has no alert "${view.alert}", and there are no samples of it.` },
      };
    case "busy":
      log.warn({ alert: view.alert, reason: made.reason }, "a chart could not be drawn");
      return {
        status: 503,
        body: {
          error: `The chart cannot be drawn right now: ${made.reason}. Ask again in a few seconds.`,
        },
        headers: { "retry-after": RETRY_AFTER_S },
      };
  }
}
