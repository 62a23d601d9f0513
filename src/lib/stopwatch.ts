/** Real milliseconds since now, whatever becomes of the machine's clock meanwhile. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}
