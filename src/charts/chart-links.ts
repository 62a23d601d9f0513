import type { Labels } from "../alerts/signal.ts";
import type { Signer } from "../lib/sign.ts";
import { isZone } from "../lib/wall-time.ts";
import type { ChartLinks, ChartView } from "../ports/charts.ts";

/** Under `PUBLIC_URL`, with slashes at both ends. */
export const CHARTS_PATH = "/charts/";
/** Chat services take addresses of up to 3,000 characters. */
const LONGEST = 1_500;
const VERSION = 1;

export interface ReadableChartLinks extends ChartLinks {
  /** The view of an address's last part, without `.png`; null when we did not sign it. */
  read(token: string): ChartView | null;
}

/** @param publicUrl without a trailing slash */
export function createChartLinks(signer: Signer, publicUrl: string): ReadableChartLinks {
  return {
    urlOf: ({ alert, labels, from, to, zone }) => {
      const body = Buffer.from(JSON.stringify([VERSION, alert, labels, from, to, zone])).toString(
        "base64url",
      );
      const token = `${body}.${signer.sign(body)}`;
      return token.length > LONGEST ? null : `${publicUrl}${CHARTS_PATH}${token}.png`;
    },
    read: (token) => {
      const [body = "", signature = ""] = token.length > LONGEST ? [] : token.split(".");
      return token === `${body}.${signature}` && signer.verify(body, signature)
        ? viewOf(body)
        : null;
    },
  };
}

/** Another version of watchroom may have signed it. */
function viewOf(body: string): ChartView | null {
  const [version, alert, labels, from, to, zone] = JSON.parse(
    Buffer.from(body, "base64url").toString(),
  ) as [number, string, Labels | null, number, number, string];
  return version === VERSION && isZone(zone) ? { alert, labels, from, to, zone } : null;
}
