import type { Callbacks } from "../../ports/callbacks.ts";
import type { SignedParts } from "./signed-route.ts";

export interface RoutesParts extends SignedParts {
  readonly callbacks: Callbacks;
}
