import { execFile } from "node:child_process";
import { cpus, loadavg, release, totalmem, type } from "node:os";
import { version } from "node:process";
import { promisify } from "node:util";

/** What the figures were measured on, and how busy it was with other things. */
export async function describeMachine(): Promise<string> {
  const { stdout } = await promisify(execFile)("redis-server", ["--version"]);
  const redis = /v=([\d.]+)/.exec(stdout)?.[1] ?? "?";
  const model = cpus()[0]?.model.trim() ?? "?";
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()
    .map((one) => one.toFixed(1))
    .join(", ");
  return `${cpus().length} cores (${model}), ${memory} GiB, ${type()} ${release()}, Node ${version}, Redis ${redis}; load average at the end ${load}.`;
}
