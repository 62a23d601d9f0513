import { askService, type ServiceAnswer } from "../../lib/ask-service.ts";
import { fieldOf } from "../../lib/field-of.ts";
import type { ServiceAddress } from "../../lib/service-address.ts";

/** RabbitMQ's management API. Answers what was asked for, or a reason for humans why there is none. */
export interface Management {
  get(wanted: Wanted): Promise<Got>;
}

export type Got =
  | { readonly outcome: "got"; readonly body: object }
  | { readonly outcome: "failed"; readonly reason: string };

interface Wanted {
  /** Each is one name, whatever it holds. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  /** For the reason, should there be no such thing. */
  readonly what: string;
}

const STRANGER =
  "what answers is not RabbitMQ's management: see the address, its port, and that the plugin is on";

/** What RabbitMQ says to somebody it knows, or may not know from here. */
const REFUSALS: readonly (readonly [RegExp, string])[] = [
  [/access virtual host/i, "this user may not see the vhost"],
  [/not management user/i, "this user needs the tag management"],
  [/not monitor user/i, "this user needs the tag monitoring"],
  [/via localhost/i, "this user may sign in on RabbitMQ's own machine only"],
];

export function createManagement(address: ServiceAddress, signal: AbortSignal): Management {
  return {
    get: async ({ path, query, what }) => {
      const names = path.map((name) => encodeURIComponent(name)).join("/");
      const url = `${address.base}/api/${names}?${new URLSearchParams(query).toString()}`;
      const reply = await askService({ url, headers: address.headers }, signal);
      return reply.outcome === "failed" ? failed(reply.reason) : gotOf(reply, what);
    },
  };
}

function gotOf({ status, body }: ServiceAnswer, what: string): Got {
  const said = fieldOf(body, "reason");
  const known = REFUSALS.find(([words]) => typeof said === "string" && words.test(said))?.[1];
  if (status >= 400 && known !== undefined) return failed(known);
  if (status === 401) return failed("the user or the password is not accepted");
  if (status === 403) return failed("this user may not ask for it");
  if (status >= 500) return failed(`RabbitMQ has an error of its own (status ${status})`);
  if (typeof body !== "object" || body === null) return failed(STRANGER);
  if (status === 200) return { outcome: "got", body };
  if (fieldOf(body, "error") === undefined) return failed(STRANGER);
  return failed(
    status === 404 ? `there is no ${what}` : `RabbitMQ refuses the question (status ${status})`,
  );
}

function failed(reason: string): Got {
  return { outcome: "failed", reason };
}
