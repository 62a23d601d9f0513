import type { Callbacks } from "../../ports/callbacks.ts";
import type { TelnyxParts } from "./parts.ts";

export interface RoutesParts extends Pick<TelnyxParts, "config" | "clock" | "log"> {
  readonly callbackUrl: string;
  readonly callbacks: Callbacks;
}
