import { cut } from "../../lib/cut.ts";
import { handOverKey } from "../../lib/hand-over-key.ts";
import { listed } from "../../lib/listed.ts";
import type { PageMessage } from "../../ports/notifier.ts";

/** What Opsgenie takes, in characters. */
const MOST = { message: 130, description: 15_000, note: 1_000 };

/** Who asked for it: so we know again what we did ourselves. */
export const US = { user: "watchroom", source: "watchroom" } as const;

export function aliasOf({ id, incidents: [number], generation }: PageMessage): string {
  return handOverKey(number ?? id, generation);
}

/** `home`: where phones reach us; null: nowhere. */
export function alertJson(page: PageMessage, home: string | null): object {
  const [number] = page.incidents;
  return {
    ...US,
    message: cut(page.text, MOST.message),
    alias: aliasOf(page),
    description: cut(page.text, MOST.description),
    priority: page.urgent ? "P1" : "P3",
    tags: ["watchroom"],
    details: {
      incidents: page.incidents.map((one) => `#${one}`).join(", "),
      ...(home !== null && number !== undefined && { link: `${home}/incidents/${number}` }),
    },
  };
}

export interface FollowUp {
  readonly act: "acknowledge" | "close";
  readonly body: object;
}

/** Null: nothing has changed that Opsgenie should know of. */
export function followUp({ standing }: PageMessage): FollowUp | null {
  switch (standing.kind) {
    case "open":
      return null;
    case "acknowledged":
      return {
        act: "acknowledge",
        body: { ...US, note: cut(`Acknowledged by ${listed(standing.by)}.`, MOST.note) },
      };
    case "resolved":
      return { act: "close", body: { ...US, note: "It is over." } };
    case "silenced":
      return { act: "close", body: { ...US, note: "It is silenced." } };
  }
}
