import { Registry } from "prom-client";
import { expect, it } from "vitest";
import { providerMetrics } from "../../../src/http/provider-metrics.ts";

it("the metrics say by whom each method goes out, and who lately failed and why", async () => {
  const registry = new Registry();
  providerMetrics(registry, [
    { method: "sms", provider: "twilio", inUse: false, out: { reason: "unpaid", sinceMs: 1 } },
    { method: "sms", provider: "telnyx", inUse: true, out: null },
  ]);

  const lines = (await registry.metrics()).split("\n").filter((line) => !line.startsWith("#"));
  expect(lines.filter((line) => line !== "")).toEqual([
    'watchroom_provider_in_use{method="sms",provider="twilio"} 0',
    'watchroom_provider_in_use{method="sms",provider="telnyx"} 1',
    'watchroom_provider_out{method="sms",provider="twilio",reason="unpaid"} 1',
  ]);
});
