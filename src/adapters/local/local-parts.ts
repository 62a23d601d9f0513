import type { z } from "zod";
import type { Clock } from "../../lib/clock.ts";
import type { Signer } from "../../lib/sign.ts";
import type { Person } from "../../oncall/person.ts";
import type { Inward } from "../../ports/inward.ts";
import type { LocalRoomRecords } from "../../ports/local-room-records.ts";
import type { PeopleRecords } from "../../ports/people-records.ts";
import type { WebReply, WebRequest } from "../../ports/web.ts";
import type { Hub } from "./hub.ts";

export interface LocalParts {
  readonly records: LocalRoomRecords;
  readonly people: PeopleRecords;
  readonly inward: Inward;
  readonly hub: Hub;
  readonly signer: Signer;
  readonly clock: Clock;
  /** What the addresses of our own pictures begin with. */
  readonly pictures: string;
}

export type Handler = (request: WebRequest, person: Person) => Promise<WebReply>;

/** Every problem with where it is. */
export function badInput(error: string, { issues }: z.ZodError): WebReply {
  return {
    status: 400,
    body: {
      error,
      problems: issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
    },
  };
}
