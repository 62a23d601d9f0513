import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import type { Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createPrometheusSource } from "../../src/adapters/prometheus/source.ts";
import { createRabbitmqSource } from "../../src/adapters/rabbitmq/source.ts";
import { SCHEMAS } from "../../src/app-schemas.ts";
import type { AlertDefinition } from "../../src/alerts/alert.ts";
import { crosses } from "../../src/alerts/crosses.ts";
import { parseBook } from "../../src/playbooks/parse-book.ts";
import type { Book } from "../../src/playbooks/book.ts";
import type { SourceAnswer } from "../../src/ports/source.ts";
import { ESCALATION } from "../support/book.ts";
import { listening, type Listening } from "../support/listening.ts";
import { startPrometheus, type PrometheusServer } from "../support/prometheus-server.ts";
import { startRabbitmq, type RabbitmqServer } from "../support/rabbitmq-server.ts";
import { until } from "../support/until.ts";
import { startWatchroom } from "../support/watchroom.ts";

const BUILDS = `## Builds are queueing up

\`\`\`yaml alert
name: builds-queue-backlog
source: rabbitmq
queue: builds
measure: messages_ready
above: 5000
for: 5m
clears: { below: 4000, for: 2m }
every: 30s
severity: critical
policy: default
aliases: [build queue]
\`\`\`

1. Are the workers alive?
`;

const page = (name: string): Promise<string> =>
  readFile(new URL(`../../playbooks/${name}`, import.meta.url), "utf8");

/** A program of the team's, as Prometheus sees it. At each look it has answered so many requests more. */
interface Shop extends Listening {
  traffic: { readonly well: number; readonly failed: number };
  isUp: boolean;
}

let rabbitmq: RabbitmqServer;
let prometheus: PrometheusServer;
let shop: Shop;

// Both together: each takes some seconds of its own to begin.
beforeAll(async () => {
  shop = await openShop();
  [rabbitmq, prometheus] = await Promise.all([
    startRabbitmq(),
    startPrometheus({ jobs: { shop: [`127.0.0.1:${shop.port}`] } }),
  ]);
});
afterAll(() => Promise.all([rabbitmq.stop(), prometheus.stop(), shop.stop()]));

async function openShop(): Promise<Shop> {
  let [well, failed] = [0, 0];
  const server = createServer((_request, response) => {
    well += opened.traffic.well;
    failed += opened.traffic.failed;
    response.writeHead(opened.isUp ? 200 : 503, { "content-type": "text/plain" }).end(`
http_requests_total{code="200"} ${well}
${failed > 0 ? `http_requests_total{code="500"} ${failed}` : ""}
http_request_duration_seconds_bucket{le="0.1"} ${well}
http_request_duration_seconds_bucket{le="5"} ${well + failed}
http_request_duration_seconds_bucket{le="+Inf"} ${well + failed}
`);
  });
  const opened: Shop = {
    ...(await listening(server)),
    traffic: { well: 10, failed: 0 },
    isUp: true,
  };
  return opened;
}

const rabbitmqAt = (url: string): ReturnType<typeof createRabbitmqSource> =>
  createRabbitmqSource(new Map([["rabbitmq", { url, token: null }]]));

function read(options: object, url = rabbitmq.url): Promise<SourceAnswer> {
  const spec = { kind: "rabbitmq", connection: null, options: { ...options } };
  return rabbitmqAt(url).read(spec, new AbortController().signal);
}

/** By label, or the reason why there are none. */
async function values(options: object, url?: string): Promise<unknown> {
  const answer = await read(options, url);
  if (answer.outcome === "failed") return answer.reason;
  return Object.fromEntries(
    answer.readings.map(({ labels, value }) => [Object.values(labels)[0], value]),
  );
}

describe("a real RabbitMQ", () => {
  it("counts what is in its queues, and who takes from them", async () => {
    for (const queue of ["jobs.a/1", "jobs.b", "Jobs.c"])
      await rabbitmq.api("PUT", `/queues/%2f/${encodeURIComponent(queue)}`, {});
    await rabbitmq.publish("jobs.b", 7);
    const consumer = await rabbitmq.consume("jobs.b");
    onTestFinished(() => void consumer.destroy());

    await until(
      "the messages to be handed out",
      10_000,
      async () =>
        JSON.stringify(await values({ queue: "jobs.*", measure: "messages_unacknowledged" })) ===
        '{"jobs.a/1":0,"jobs.b":7}',
    );
    const of = (measure: string): Promise<unknown> => values({ queue: "jobs.*", measure });
    expect(await of("messages")).toEqual({ "jobs.a/1": 0, "jobs.b": 7 });
    expect(await of("messages_ready")).toEqual({ "jobs.a/1": 0, "jobs.b": 0 });
    expect(await of("consumers")).toEqual({ "jobs.a/1": 0, "jobs.b": 1 });
    expect(await of("memory")).toEqual({
      "jobs.a/1": expect.any(Number) as number,
      "jobs.b": expect.any(Number) as number,
    });
    for (const measure of ["publish_rate", "deliver_rate", "ack_rate"])
      expect(await of(measure)).toEqual({
        "jobs.a/1": 0,
        "jobs.b": expect.any(Number) as number,
      });
    expect(await values({ queue: "jobs.a/1", measure: "messages" })).toEqual({ "jobs.a/1": 0 });
  });

  it("says how fast messages come", async () => {
    await rabbitmq.api("PUT", "/queues/%2f/fast", {});

    const rate = await until("a rate", 10_000, async () => {
      await rabbitmq.publish("fast", 20);
      const answer = await read({ queue: "fast", measure: "publish_rate" });
      const value = answer.outcome === "read" ? answer.readings[0]!.value : 0;
      return value > 0 && value;
    });

    expect(rate).toBeGreaterThanOrEqual(1);
  });

  it("says how its node is", async () => {
    const figures = async (): Promise<readonly unknown[]> =>
      Promise.all(
        ["node_memory_alarm", "node_disk_alarm", "node_memory", "node_disk_free"].map((measure) =>
          values({ measure }),
        ),
      );
    await until("its figures", 10_000, async () => typeof (await figures())[2] === "object");

    const number = expect.any(Number) as number;
    expect(await figures()).toEqual(
      [0, 0, number, number].map((value) => ({ "test@localhost": value })),
    );
  });

  it("says no in words", async () => {
    const ready = { queue: "jobs.b", measure: "messages_ready" };
    for (const [name, tags] of [
      ["app", ""],
      ["clerk", "management"],
    ] as const)
      await rabbitmq.api("PUT", `/users/${name}`, { password: name, tags });

    expect(await values({ ...ready, queue: "jobs.z" })).toBe(
      "there is no queue jobs.z in the vhost /",
    );
    expect(await values({ ...ready, vhost: "eu" })).toBe(
      "there is no queue jobs.b in the vhost eu",
    );
    expect(await values({ ...ready, queue: "*", vhost: "eu" })).toBe("there is no vhost eu");
    expect(await values({ ...ready, queue: "z*" })).toBe("no queue matches z*");
    expect(await values(ready, rabbitmq.as("guest", "wrong"))).toBe(
      "the user or the password is not accepted",
    );
    expect(await values(ready, rabbitmq.as(null))).toBe("the user or the password is not accepted");
    expect(await values(ready, rabbitmq.as("app"))).toBe("this user needs the tag management");
    expect(await values(ready, rabbitmq.as("clerk"))).toBe("this user may not see the vhost");
    expect(await values({ measure: "node_memory" }, rabbitmq.as("clerk"))).toBe(
      "this user needs the tag monitoring",
    );
    expect(await values(ready, `${rabbitmq.url}/js`)).toBe(
      "what answers is not RabbitMQ's management: see the address, its port, and that the plugin is on",
    );
  });
});

describe("every alert on RabbitMQ and Prometheus", () => {
  const QUEUES = ["builds", "shop.orders", "shop.mail", "dead-letters"];
  let consumer: Socket | null = null;
  afterAll(() => consumer?.destroy());

  async function goesWell(well: number): Promise<void> {
    consumer?.destroy();
    await rabbitmq.run("vm_memory_monitor:set_vm_memory_high_watermark(0.4)");
    await rabbitmq.run("rabbit_disk_monitor:set_disk_free_limit(1000000)");
    for (const queue of QUEUES) {
      await rabbitmq.api("PUT", `/queues/%2f/${queue}`, {});
      await rabbitmq.api("DELETE", `/queues/%2f/${queue}/contents`);
    }
    consumer = await rabbitmq.consume("shop.orders");
    shop.isUp = true;
    shop.traffic = { well, failed: 0 };
  }

  /** Nobody can send any more once the alarms are on. */
  async function goesWrong(): Promise<void> {
    consumer?.destroy();
    for (const [queue, messages] of [5_001, 1_001, 501, 1].entries())
      await rabbitmq.publish(QUEUES[queue]!, messages);
    consumer = await rabbitmq.consume("shop.mail");
    await rabbitmq.run("vm_memory_monitor:set_vm_memory_high_watermark(0.0001)");
    await rabbitmq.run("rabbit_disk_monitor:set_disk_free_limit(1000000000000000)");
    shop.traffic = { well: 0, failed: 10_000 };
  }

  it("fires and recovers", async () => {
    const book = {
      "escalation.md": ESCALATION,
      "builds.md": BUILDS,
      "rabbitmq.md": await page("rabbitmq.md"),
      "prometheus.md": await page("prometheus.md"),
    };
    const alerts = alertsOf(book);
    const most = alerts.filter(({ name }) => name !== "target-down");
    await goesWell(10);
    await until("all to be well", 20_000, () => areAll(alerts, "well"));
    const watch = await startWatchroom({
      book,
      env: { SOURCE_RABBITMQ_URL: rabbitmq.url, SOURCE_PROMETHEUS_URL: prometheus.url },
    });
    onTestFinished(() => watch.close());
    await watch.joins("Ana");
    const rounds = async (count: number): Promise<void> => {
      for (let round = 0; round < count; round += 1) {
        await watch.advance({ seconds: 30 });
        await watch.collect();
      }
    };
    const statuses = async (): Promise<object> => {
      const { incidents } = await watch.api.get<{
        readonly incidents: readonly { readonly alert: string; readonly status: string }[];
      }>("/api/v1/incidents");
      return Object.fromEntries(incidents.map(({ alert, status }) => [alert, status]));
    };
    const allOf = (status: string): object =>
      Object.fromEntries(alerts.map(({ name }) => [name, status]));

    await rounds(1);
    await watch.room.expectNothing();

    await goesWrong();
    await until("all but one to be over", 20_000, () => areAll(most, "over"));
    shop.isUp = false;
    await until("all to be over", 20_000, () => areAll(alerts, "over"));
    await rounds(11);
    expect(await statuses()).toEqual(allOf("triggered"));
    await watch.room.expectCard(/Builds are queueing up: 5,001 of 5,000/);

    await goesWell(100_000_000);
    await until("all to be well again", 20_000, () => areAll(alerts, "well"));
    await rounds(5);
    expect(await statuses()).toEqual(allOf("resolved"));

    expect(JSON.stringify(watch.log.lines)).not.toContain("guest:guest");
    const { sections } = bookOf(book);
    for (const { heading, alerts: here } of sections)
      if (here.length > 0) await watch.room.expectCard(new RegExp(heading));
  });
});

function bookOf(pages: Readonly<Record<string, string>>): Book {
  const files = Object.entries(pages).map(([path, text]) => ({ path, text }));
  const reading = parseBook(files, SCHEMAS);
  if (!reading.ok) throw new Error("the book has errors");
  return reading.book;
}

function alertsOf(pages: Readonly<Record<string, string>>): readonly AlertDefinition[] {
  return bookOf(pages).alerts;
}

/** Whether each has at least one series over its threshold; or has all of them where it clears. */
async function areAll(
  alerts: readonly AlertDefinition[],
  wanted: "over" | "well",
): Promise<boolean> {
  const sources = [
    rabbitmqAt(rabbitmq.url),
    createPrometheusSource(new Map([["prometheus", { url: prometheus.url, token: null }]])),
  ];
  const states = await Promise.all(
    alerts.map(async ({ name, source, threshold, clears }) => {
      const answer = await sources
        .find(({ kind }) => kind === source.kind)!
        .read(source, new AbortController().signal);
      const seen = answer.outcome === "read" ? answer.readings : [];
      const is =
        wanted === "over"
          ? seen.some(({ value }) => crosses(threshold!, value))
          : seen.length > 0 &&
            seen.every(({ value }) =>
              clears ? crosses(clears.threshold, value) : !crosses(threshold!, value),
            );
      return is ? null : `${name}: ${JSON.stringify(answer)}`;
    }),
  );
  const others = states.filter((state) => state !== null);
  if (others.length > 0) throw new Error(others.join("; "));
  return true;
}
