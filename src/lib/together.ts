interface Waiting<I, O> {
  readonly input: I;
  readonly done: (output: O) => void;
  readonly failed: (error: unknown) => void;
}

/** One call for all inputs that are given in one turn of the event loop, for work whose cost lies in the call. `runAll` answers in their order. */
export function together<I, O>(
  runAll: (inputs: readonly I[]) => Promise<readonly (O | Error)[]>,
): (input: I) => Promise<O> {
  let waiting: Waiting<I, O>[] = [];
  const run = (): void => {
    const all = waiting;
    waiting = [];
    runAll(all.map(({ input }) => input)).then(
      (outputs) => all.forEach((one, index) => settle(one, outputs[index])),
      (error: unknown) => all.forEach(({ failed }) => failed(error)),
    );
  };
  return (input) =>
    new Promise((done, failed) => {
      if (waiting.length === 0) setImmediate(run);
      waiting.push({ input, done, failed });
    });
}

function settle<I, O>({ done, failed }: Waiting<I, O>, output: O | Error | undefined): void {
  if (output === undefined) failed(new Error("an answer is missing"));
  else if (output instanceof Error) failed(output);
  else done(output);
}
