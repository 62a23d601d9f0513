import { parentPort } from "node:worker_threads";

/** What the two sides of a thread say to each other. */
export type ThreadReply<O> =
  | { readonly id: number; readonly ok: true; readonly output: O }
  | { readonly id: number; readonly ok: false; readonly reason: string };

/** For the inside of a worker thread: does each piece of work as it comes. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- Only the caller knows what the other side sends.
export function serveThread<I, O>(handle: (input: I) => O | Promise<O>): void {
  const port = parentPort;
  if (port === null) throw new Error("this module is the entry of a worker thread");
  const reply = (said: ThreadReply<O>): void => port.postMessage(said);
  port.on("message", ({ id, input }: { readonly id: number; readonly input: I }) => {
    void (async () => {
      try {
        reply({ id, ok: true, output: await handle(input) });
      } catch (error) {
        // An output that cannot be sent throws as well.
        reply({ id, ok: false, reason: error instanceof Error ? error.message : String(error) });
      }
    })();
  });
}
