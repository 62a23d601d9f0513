import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePorts } from "./free-ports.ts";
import { answersWell, startProgram } from "./program.ts";

export interface AlertmanagerServer {
  readonly url: string;
  readonly folder: string;
  stop(): Promise<void>;
}

/** An Alertmanager that stands alone. `config` is its configuration, as its file would hold it. */
export async function startAlertmanager(config: object): Promise<AlertmanagerServer> {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const { folder, stop } = await startProgram({
    name: "prometheus-alertmanager",
    command: async (folder) => {
      const file = join(folder, "alertmanager.json");
      await writeFile(file, JSON.stringify(config));
      return [
        "prometheus-alertmanager",
        `--config.file=${file}`,
        `--storage.path=${join(folder, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--cluster.listen-address=",
        "--log.level=warn",
      ];
    },
    isReady: () => answersWell(`${url}/-/ready`),
  });
  return { url, folder, stop };
}
