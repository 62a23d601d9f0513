/** Used memory in percent from the text of /proc/meminfo; null when the kernel does not say. What can be freed at once counts as free. */
export function usedMemoryPercent(meminfo: string): number | null {
  const total = kilobytes(meminfo, "MemTotal");
  const available = kilobytes(meminfo, "MemAvailable");
  if (total === null || available === null || total === 0) return null;
  return (100 * (total - available)) / total;
}

function kilobytes(meminfo: string, name: string): number | null {
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, "m").exec(meminfo);
  return found === null ? null : Number(found[1]);
}
