import type { Examination } from "../../app-examine.ts";
import { fail, warn, type Line } from "./line.ts";

const WHAT = "now";

/** What the watchroom that runs on this store knows to be wrong. */
export async function checkTroubles({
  troubles,
}: Pick<Examination, "troubles">): Promise<readonly Line[]> {
  return (await troubles()).map(({ severity, what, mend }) =>
    (severity === "error" ? fail : warn)(WHAT, what, mend),
  );
}
