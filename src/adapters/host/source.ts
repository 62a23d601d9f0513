import { readFile } from "node:fs/promises";
import { availableParallelism, freemem, hostname, loadavg, platform, totalmem } from "node:os";
import type { Source, SourceAnswer } from "../../ports/source.ts";
import { createDiskUsage } from "./disk-usage.ts";
import { usedMemoryPercent } from "./meminfo.ts";
import { hostOptions } from "./schema.ts";

/** The machine that watchroom runs on. */
export function createHostSource(): Source {
  const diskUsage = createDiskUsage();
  return {
    kind: "host",
    idle: () => null,
    read: async (spec) => {
      const options = hostOptions.safeParse(spec.options);
      if (!options.success)
        return { outcome: "failed", reason: "`measure` must be load, memory or disk" };
      const { measure, path = "/" } = options.data;
      if (measure === "load") return reading((100 * (loadavg()[0] ?? 0)) / availableParallelism());
      if (measure === "memory") return reading(await memoryUsage());
      const used = await diskUsage(path);
      return "reason" in used
        ? { outcome: "failed", reason: used.reason }
        : reading(used.percent, { path });
    },
  };
}

function reading(percent: number, labels: Readonly<Record<string, string>> = {}): SourceAnswer {
  return {
    outcome: "read",
    readings: [{ labels: { host: hostname(), ...labels }, value: Math.round(percent * 100) / 100 }],
  };
}

/** Linux counts its caches as used in `freemem`; what is really available stands in /proc only. */
async function memoryUsage(): Promise<number> {
  const meminfo = platform() === "linux" ? await readFile("/proc/meminfo", "utf8") : "";
  return usedMemoryPercent(meminfo) ?? (100 * (totalmem() - freemem())) / totalmem();
}
