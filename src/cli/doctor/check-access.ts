import type { Config, ConfigSurvey } from "../../config.ts";
import { counted } from "../../lib/counted.ts";
import { SECOND } from "../../lib/durations.ts";
import { request } from "../../lib/http.ts";
import { isLoopback } from "../../lib/loopback.ts";
import type { Scope } from "../../lib/access-token.ts";
import type { Book } from "../../playbooks/book.ts";
import { parse, withoutCredentials } from "./check-running.ts";
import { fail, ok, warn, type Line } from "./line.ts";

const ANSWER_WITHIN_MS = 4 * SECOND;
const ADDRESS = "public address";

/** Whether the links in pages lead anywhere. */
export async function checkPublicAddress({
  config,
  given,
}: Pick<ConfigSurvey, "config" | "given">): Promise<readonly Line[]> {
  const { publicUrl } = config;
  if (!given.has("PUBLIC_URL") || isLoopback(new URL(publicUrl).hostname))
    return [
      warn(
        ADDRESS,
        `${withoutCredentials(publicUrl)} opens on this machine only: no link in a page opens on a phone.`,
        "Set PUBLIC_URL to where people reach watchroom.",
      ),
    ];
  const answer = await request({ url: `${publicUrl}/healthz`, timeoutMs: ANSWER_WITHIN_MS });
  const shown = withoutCredentials(publicUrl);
  if (answer.outcome === "failed")
    return [
      warn(
        ADDRESS,
        `${shown} does not answer from here: the links in pages may lead nowhere.`,
        "See the proxy before it, and its name.",
      ),
    ];
  return [
    answer.status === 200 && parse(answer.body)["ok"] === true
      ? ok(ADDRESS, `${shown} answers`)
      : warn(ADDRESS, `What answers at ${shown} is no watchroom.`, "Correct PUBLIC_URL."),
  ];
}

/** Reachable from elsewhere, the API answers to tokens only. */
export function checkTokens(
  { tokens, host, publicUrl }: Pick<Config, "tokens" | "host" | "publicUrl">,
  book: Book | null,
): readonly Line[] {
  const may = (scope: Scope): number => tokens.filter(({ scopes }) => scopes.has(scope)).length;
  const isPublic = !isLoopback(host) || !isLoopback(new URL(publicUrl).hostname);
  const said = `${may("signals")} may signal, ${may("read")} may read, ${may("act")} may act`;
  if (!isPublic)
    return [ok("tokens", tokens.length === 0 ? "none needed: this machine only" : said)];
  if (may("signals") > 0) return [ok("tokens", said)];
  const waiting =
    book?.alerts.filter(
      ({ source, severity, name }) =>
        source.kind === "inbound" && severity === "critical" && !name.startsWith("watchroom-"),
    ) ?? [];
  const mend = "Set WATCHROOM_TOKENS, as in prometheus:signals:<16 characters or more>.";
  return [
    waiting.length === 0
      ? warn("tokens", "No token may signal: every signal from outside is refused.", mend)
      : fail(
          "tokens",
          `No token may signal: ${counted(waiting.length, "critical alert")} of the book, such as ${waiting[0]!.name}, cannot fire.`,
          mend,
        ),
  ];
}
