import type { Registry } from "prom-client";
import type { ProviderState } from "../watch/provider-health.ts";
import { gauge } from "./metric.ts";

/** By whom each method goes out. */
export function providerMetrics(registry: Registry, states: readonly ProviderState[]): void {
  gauge(registry, {
    name: "watchroom_provider_in_use",
    help: "1: pages of this method go out by this provider first; 0: it stands by.",
    samples: states.map(({ method, provider, inUse }) => [inUse ? 1 : 0, { method, provider }]),
  });
  gauge(registry, {
    name: "watchroom_provider_out",
    help: "Providers that lately failed and come after the others for now, and why.",
    samples: states.flatMap(({ method, provider, out }) =>
      out === null ? [] : [[1, { method, provider, reason: out.reason }] as const],
    ),
  });
}
