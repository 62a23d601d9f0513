import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { startAlertmanager } from "../support/alertmanager-server.ts";
import { answersWell } from "../support/program.ts";
import { startPrometheus } from "../support/prometheus-server.ts";

const quiet = { route: { receiver: "nobody" }, receivers: [{ name: "nobody" }] };

it.each([
  ["a Prometheus", () => startPrometheus()],
  ["an Alertmanager", () => startAlertmanager(quiet)],
])("%s of one's own is ready when it has started, and leaves nothing behind", async (_, start) => {
  const { url, folder, stop } = await start();
  expect([await answersWell(`${url}/-/healthy`), existsSync(folder)]).toEqual([true, true]);

  await stop();

  expect([await answersWell(`${url}/-/healthy`), existsSync(folder)]).toEqual([false, false]);
});
