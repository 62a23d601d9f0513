import { statfs } from "node:fs/promises";

export type DiskUsage = { readonly percent: number } | { readonly reason: string };

/** Used percent of the file system that holds a path, as `df` counts it. Never throws; a dead network mount never answers. */
export function createDiskUsage(): (path: string) => Promise<DiskUsage> {
  const underway = new Map<string, Promise<DiskUsage>>();
  return (path) => {
    // An unanswered question keeps one of the few threads of the pool: everybody waits for the same one.
    const asked = underway.get(path) ?? ask(path).finally(() => underway.delete(path));
    underway.set(path, asked);
    return asked;
  };
}

async function ask(path: string): Promise<DiskUsage> {
  try {
    return usageOf(path, await statfs(path));
  } catch (error) {
    return { reason: explain(path, error) };
  }
}

function usageOf(
  path: string,
  { blocks, bfree, bavail }: { blocks: number; bfree: number; bavail: number },
): DiskUsage {
  const used = blocks - bfree;
  const usable = used + bavail;
  return usable > 0
    ? { percent: (100 * used) / usable }
    : { reason: `${path} is on a file system without a size` };
}

function explain(path: string, error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  if (code === "ENOENT" || code === "ENOTDIR") return `there is no ${path} on this machine`;
  return code === "EACCES" ? `${path} may not be read` : `${path} could not be measured (${code})`;
}
