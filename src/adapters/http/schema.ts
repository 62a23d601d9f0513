import { z, type ZodType } from "zod";
import { parseDuration, SECOND } from "../../lib/durations.ts";
import { quoted } from "../../playbooks/problem.ts";
import { count, oneOf, valueOf } from "../../playbooks/values.ts";
import type { SourceSchema } from "../../ports/source.ts";
import { statusRanges } from "./expected-status.ts";

const MEASURES = ["status", "latency", "up", "certificate-days"] as const;
const MOST_REDIRECTS = 10;
/** A round waits ten seconds at most. */
const LONGEST_MS = 9 * SECOND;
const LONGEST_TEXT = 200;

const address: ZodType<string> = valueOf((given) => {
  if (typeof given === "string" && given.startsWith("/")) return { value: given };
  const url = typeof given === "string" && URL.canParse(given) ? new URL(given) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    return {
      message: `must be a web address or a path, not ${quoted(given)}`,
      mend: "Write https://www.example.com/health, or a path such as /health below the address in SOURCE_HTTP_URL.",
    };
  return url.username === "" && url.password === ""
    ? { value: String(given) }
    : {
        message: "must hold no name or password",
        mend: "Put the address into SOURCE_HTTP_BILLING_URL, and write `connection: billing` with a path.",
      };
});

const timeout: ZodType<string> = valueOf((given) => {
  const ms = typeof given === "string" ? parseDuration(given) : null;
  return ms !== null && ms >= SECOND && ms <= LONGEST_MS
    ? { value: String(given) }
    : { message: `must be from 1s to 9s, not ${quoted(given)}`, mend: "Write such a time." };
});

const expected: ZodType<number | string | readonly (number | string)[]> = valueOf((given) =>
  statusRanges(given) === null
    ? {
        message: `must be a status or several, not ${quoted(given)}`,
        mend: "Write 200, 200-299 or [200, 404].",
      }
    : { value: given as number },
);

const text: ZodType<string> = valueOf((given) =>
  typeof given === "string" && given.length > 0 && given.length <= LONGEST_TEXT
    ? { value: given }
    : {
        message: `must be text, not ${quoted(given)}`,
        mend: "Write up to 200 letters, in quotes.",
      },
);

/** The keys that not every measure has. */
const ONLY_FOR: Readonly<Record<string, readonly (typeof MEASURES)[number][]>> = {
  expect: ["up"],
  contains: ["up"],
  redirects: ["status", "latency", "up"],
};

export const httpOptions = z
  .strictObject({
    url: address,
    measure: oneOf(MEASURES),
    expect: expected.optional(),
    contains: text.optional(),
    redirects: count(0, MOST_REDIRECTS).optional(),
    timeout: timeout.optional(),
  })
  .superRefine((options, context) => {
    const refuse = (key: string, message: string, mend: string): void =>
      context.addIssue({ code: "custom", path: [key], message, params: { mend } });
    for (const [key, measures] of Object.entries(ONLY_FOR))
      if (Object.hasOwn(options, key) && !measures.includes(options.measure))
        refuse(
          key,
          `is only for ${measures.map((measure) => `\`measure: ${measure}\``).join(", ")}`,
          "Remove it.",
        );
    if (options.measure === "certificate-days" && options.url.startsWith("http:"))
      refuse("url", "has no certificate", "Write https:// instead of http://.");
  });

export type HttpOptions = z.output<typeof httpOptions>;

/**
 * `status`: the code of the last answer, redirects followed. `latency`: milliseconds to its last byte, the connection made
 * anew. `up`: 1, or 0 for no connection, no whole answer within `timeout`, another status than `expect` (200-299) or a body
 * without `contains`. `certificate-days`: until the certificate ends, below 0 afterwards, whoever signed it.
 *
 * `up` always answers. The others have no data without an answer, and say so as an incident of their own after three
 * rounds, unless the alert says `no-data: keep`.
 */
export const httpSchema: SourceSchema = { kind: "http", options: httpOptions, threshold: true };
