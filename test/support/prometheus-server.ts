import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePorts } from "./free-ports.ts";
import { answersWell, startProgram } from "./program.ts";

export interface PrometheusServer {
  readonly url: string;
  readonly folder: string;
  stop(): Promise<void>;
}

export interface PrometheusWanted {
  /** By job, what it scrapes: host and port. */
  readonly jobs?: Readonly<Record<string, readonly string[]>>;
  /** Its rule file, and the Alertmanager that it sends to: host and port. */
  readonly rules?: string;
  readonly alertmanager?: string;
  readonly everyMs?: number;
}

/** A Prometheus that scrapes and evaluates often, and forgets everything when it stops. */
export async function startPrometheus(wanted: PrometheusWanted = {}): Promise<PrometheusServer> {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const { folder, stop } = await startProgram({
    name: "prometheus",
    command: async (folder) => {
      const config = join(folder, "prometheus.json");
      const rules = join(folder, "rules.yml");
      if (wanted.rules !== undefined) await writeFile(rules, wanted.rules);
      await writeFile(config, JSON.stringify(configOf(wanted, rules)));
      return [
        "prometheus",
        `--config.file=${config}`,
        `--storage.tsdb.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--log.level=warn",
      ];
    },
    isReady: () => answersWell(`${url}/-/ready`),
  });
  return { url, folder, stop };
}

/** Rules that keep a metric at these values, by the label `queue`. */
export function recording(metric: string, queues: Readonly<Record<string, number>>): string {
  const rules = Object.entries(queues).map(([queue, value]) => ({
    record: metric,
    expr: `vector(${value})`,
    labels: { queue, shop: "eu" },
  }));
  return JSON.stringify({ groups: [{ name: metric, rules }] });
}

/** JSON is YAML too. */
function configOf(
  { jobs = {}, rules, alertmanager, everyMs = 100 }: PrometheusWanted,
  file: string,
): object {
  const every = `${everyMs}ms`;
  return {
    global: { scrape_interval: every, scrape_timeout: every, evaluation_interval: every },
    scrape_configs: Object.entries(jobs).map(([job_name, targets]) => ({
      job_name,
      static_configs: [{ targets }],
    })),
    ...(rules !== undefined && { rule_files: [file] }),
    ...(alertmanager !== undefined && {
      alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    }),
  };
}
