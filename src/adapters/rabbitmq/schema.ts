import { z, type ZodType } from "zod";
import { quoted } from "../../playbooks/problem.ts";
import { oneOf, valueOf } from "../../playbooks/values.ts";
import type { SourceSchema } from "../../ports/source.ts";
import { isOfNodes, MEASURES } from "./measures.ts";

/** RabbitMQ's own limit. */
const LONGEST_NAME = 255;
const MOST_STARS = 5;

/** A name of dots alone would lead to another place of the API. */
const isName = (given: unknown): given is string =>
  typeof given === "string" &&
  given !== "" &&
  !/^\.{1,2}$/.test(given) &&
  !/\p{Cs}/u.test(given) &&
  Buffer.byteLength(given) <= LONGEST_NAME;

const queue: ZodType<string> = valueOf((given) => {
  if (!isName(given))
    return {
      message: `must be the name of a queue, not ${quoted(given)}`,
      mend: "Write a name such as builds, or a pattern such as builds-*; put digits in quotes.",
    };
  return given.split("*").length - 1 <= MOST_STARS
    ? { value: given }
    : { message: `must have at most ${MOST_STARS} times *`, mend: "Write a shorter pattern." };
});

const vhost: ZodType<string> = valueOf((given) =>
  isName(given)
    ? { value: given }
    : {
        message: `must be the name of a vhost, not ${quoted(given)}`,
        mend: "Write a name such as shop, or leave it out: it is / then.",
      },
);

export const rabbitmqOptions = z
  .strictObject({ queue: queue.optional(), vhost: vhost.optional(), measure: oneOf(MEASURES) })
  .superRefine((options, context) => {
    const refuse = (key: string, message: string, mend: string): void =>
      context.addIssue({ code: "custom", path: [key], message, params: { mend } });
    if (!isOfNodes(options.measure)) {
      if (options.queue === undefined)
        refuse(
          "queue",
          "is missing",
          "Add it: a name such as builds, or a pattern such as builds-*.",
        );
      return;
    }
    for (const key of ["queue", "vhost"] as const)
      if (options[key] !== undefined)
        refuse(key, "is not for a measure of nodes", "Remove it: all nodes are measured.");
  });

/**
 * Messages, consumers, bytes of memory, messages per second; of one queue, or of each that a pattern with `*` matches. A
 * queue that nothing was ever sent to has the rate 0. The measures of nodes are one series for each node: an alarm is 1 while
 * it is on and 0 otherwise, the others are bytes.
 */
export const rabbitmqSchema: SourceSchema = {
  kind: "rabbitmq",
  options: rabbitmqOptions,
  threshold: true,
};
