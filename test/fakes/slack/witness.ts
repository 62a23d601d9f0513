import type { Call, FakeMessage } from "./shapes.ts";
import { shown } from "./shown.ts";
import { dmOf, type State } from "./state.ts";

/** Sees everything of the app that reaches a human, and remembers what the test expected of it. */
export interface SlackWitness {
  /** A message of the app that no test has expected yet says so, in its newest state. */
  expectMessage(channel: string, words: RegExp): FakeMessage;
  /** Some message says so in its newest state, expected before or not. */
  expectNow(channel: string, words: RegExp): FakeMessage;
  expectNo(channel: string, words: RegExp): void;
  /** Whatever was said in its thread, if anything. */
  expectReplies(message: FakeMessage): readonly FakeMessage[];
  expectDm(user: string, words: RegExp): FakeMessage;
  /** In whichever channel. */
  expectEphemeral(user: string, words: RegExp): FakeMessage;
  /** A call that the app got wrong, by Slack's word for it. */
  expectMistake(error: string): Call;
  /** Whatever was said anywhere so far, for tests of something else. A mistake stays one. */
  expectAnything(): void;
  /** No message that was not expected, and no mistake. */
  expectNothing(): void;
  /** Messages that nobody expected, and calls that the app got wrong. */
  unexpected(): readonly string[];
  /** What `look` answers once it no longer throws; looks again at every change. Throws the last error after so many real milliseconds. */
  until<T>(look: () => T, withinMs?: number): Promise<T>;
}

/** What Slack says when the app is at fault, whatever the state of the workspace. */
const MISTAKES = new Set([
  "block_mismatch",
  "cant_update_message",
  "exchanged_trigger_id",
  "hash_conflict",
  "invalid_arguments",
  "invalid_blocks",
  "invalid_blocks_format",
  "invalid_cursor",
  "invalid_metadata_format",
  "invalid_metadata_schema",
  "invalid_name",
  "invalid_trigger_id",
  "markdown_text_conflict",
  "msg_blocks_too_long",
  "msg_too_long",
  "no_such_url",
  "no_text",
  "not_allowed_token_type",
  "not_supported_here",
  "thread_not_found",
  "too_long",
  "too_many_users",
  "unknown_method",
  "used_url",
  "user_not_in_channel",
]);

/** Slack's own lines about what the app did. */
const QUIET = new Set(["channel_topic"]);

export function createSlackWitness(state: State): SlackWitness {
  const seen = new Set<FakeMessage | Call>();

  const all = (channel?: string): readonly FakeMessage[] =>
    [...state.channels.values()]
      .filter(({ id }) => channel === undefined || id === channel)
      .flatMap(({ messages }) => messages)
      .filter(({ byApp, isDeleted, subtype }) => byApp && !isDeleted && !QUIET.has(subtype ?? ""));
  const fresh = (messages: readonly FakeMessage[]): readonly FakeMessage[] =>
    messages.filter((one) => !seen.has(one));
  const toAll = (channel: string): readonly FakeMessage[] =>
    all(channel).filter(({ ephemeralTo }) => ephemeralTo === null);
  const find = (what: string, among: readonly FakeMessage[], words: RegExp): FakeMessage => {
    const found = among.find((one) => words.test(shown(one)));
    if (found === undefined)
      throw new Error(`no ${what} says ${words}; there is: ${listed(among) || "nothing"}`);
    seen.add(found);
    return found;
  };
  const mistakes = (): readonly Call[] =>
    state.calls.filter(
      (one) => !seen.has(one) && !one.byTest && one.error !== null && MISTAKES.has(one.error),
    );

  const witness: SlackWitness = {
    expectMessage: (channel, words) =>
      find(`new message in ${channel}`, fresh(toAll(channel)), words),
    expectNow: (channel, words) => find(`message in ${channel}`, toAll(channel), words),
    expectNo: (channel, words) => {
      const found = all(channel).find((one) => words.test(shown(one)));
      if (found) throw new Error(`a message says ${words}: ${shown(found)}`);
    },
    expectReplies: ({ channel, ts }) => {
      const replies = toAll(channel).filter(({ threadTs }) => threadTs === ts);
      for (const one of replies) seen.add(one);
      return replies;
    },
    expectAnything: () => {
      for (const one of all()) seen.add(one);
    },
    expectDm: (user, words) =>
      find(`new direct message to ${user}`, fresh(toAll(dmOf(state, user).id)), words),
    expectEphemeral: (user, words) => {
      const theirs = all().filter(({ ephemeralTo }) => ephemeralTo === user);
      return find(`new message for ${user} alone`, fresh(theirs), words);
    },
    expectMistake: (error) => {
      const found = mistakes().find((one) => one.error === error);
      if (found === undefined) throw new Error(`no call was answered ${error}`);
      seen.add(found);
      return found;
    },
    expectNothing: () => {
      const left = witness.unexpected();
      if (left.length > 0) throw new Error(`nobody expected:\n  ${left.join("\n  ")}`);
    },
    unexpected: () => [
      ...fresh(all()).map((one) => `${whereOf(state, one)}: ${shown(one)}`),
      ...mistakes().map(
        ({ method, error, args }) => `${method} was answered ${error}: ${JSON.stringify(args)}`,
      ),
    ],
    until: (look, withinMs = 5_000) =>
      new Promise((resolve, reject) => {
        let last: unknown = null;
        const again = (): void => {
          try {
            const found = look();
            stop();
            resolve(found);
          } catch (error) {
            last = error;
          }
        };
        const timer = setTimeout(() => {
          stop();
          reject(last);
        }, withinMs);
        const stop = (): void => {
          clearTimeout(timer);
          state.news.off("change", again);
        };
        state.news.on("change", again);
        again();
      }),
  };
  return witness;
}

function listed(messages: readonly FakeMessage[]): string {
  return messages.map(shown).join(" | ");
}

function whereOf(state: State, { channel, ephemeralTo, threadTs }: FakeMessage): string {
  const to = state.channels.get(channel);
  if (ephemeralTo !== null) return `to ${ephemeralTo} alone`;
  if (to?.dmWith) return `to ${to.dmWith}`;
  return `in #${to?.name}${threadTs === null ? "" : ", in a thread"}`;
}
