import { z } from "zod";
import { oneLine } from "../lib/plain.ts";
import type { Scope } from "../lib/access-token.ts";
import type { Incident } from "../incidents/incident.ts";
import type { Actor } from "../oncall/person.ts";
import type { Route, WebReply, WebRequest } from "../ports/web.ts";
import { acknowledge } from "../watch/acknowledge.ts";
import type { Acted } from "../watch/act.ts";
import { resolve } from "../watch/resolve.ts";
import type { Watch } from "../watch/watch.ts";
import { detailView, incidentView } from "./incident-view.ts";
import { readSignals } from "./signal-schema.ts";
import { silencesView } from "./silences-view.ts";

/** What a token must allow. */
export type ApiRoute = Route & {
  readonly scope: Scope;
  /** Asked for so often that it goes past the framework. Its path has no parameters, and its answers are JSON. */
  readonly hot?: boolean;
};

export function apiRoutes(
  watch: Watch,
  beat: (name: string) => Promise<"known" | "unknown">,
): readonly ApiRoute[] {
  const base = "/api/v1/incidents";
  return [
    {
      method: "POST",
      path: "/api/v1/signals",
      scope: "signals",
      hot: true,
      handle: (request) => takeSignals(watch, request),
    },
    {
      method: "POST",
      path: "/api/v1/heartbeats/:name",
      scope: "signals",
      handle: (request) => heartbeat(beat, request),
    },
    {
      method: "GET",
      path: "/api/v1/silences",
      scope: "read",
      handle: async () => ({ status: 200, body: await silencesView(watch) }),
    },
    { method: "GET", path: base, scope: "read", handle: (request) => list(watch, request) },
    {
      method: "GET",
      path: `${base}/:number`,
      scope: "read",
      handle: (request) => withIncident(watch, request, (incident) => show(watch, incident)),
    },
    {
      method: "POST",
      path: `${base}/:number/acknowledge`,
      scope: "act",
      handle: (request) =>
        act(watch, request, (incident, by) =>
          acknowledge(watch, { incident, by, at: watch.clock.now(), token: null, forMs: null }),
        ),
    },
    {
      method: "POST",
      path: `${base}/:number/resolve`,
      scope: "act",
      handle: (request) => act(watch, request, (incident, by) => resolve(watch, { incident, by })),
    },
  ];
}

/** Answered only when the signals are durable. */
async function takeSignals(watch: Watch, { body }: WebRequest): Promise<WebReply> {
  const read = readSignals(body);
  if (!read.success) return invalid("These signals cannot be taken in.", read.error);
  await watch.inbox.add(read.data);
  return { status: 202, body: { accepted: read.data.length } };
}

async function heartbeat(
  beat: (name: string) => Promise<"known" | "unknown">,
  { params }: WebRequest,
): Promise<WebReply> {
  const name = params["name"] ?? "";
  if ((await beat(name)) === "known") return { status: 202, body: { accepted: 1 } };
  return {
    status: 404,
    body: { error: `The book has no alert "${name}" with source: heartbeat.` },
  };
}

const filterSchema = z.object({
  status: z
    .enum(["triggered", "acknowledged", "resolved"], "triggered, acknowledged or resolved")
    .optional(),
  alert: z.string().optional(),
  limit: z.coerce.number("a number").int().min(1).max(500, "at most 500").default(50),
  before: z.coerce.number("a number").int().min(1).optional(),
});

async function list(watch: Watch, { query }: WebRequest): Promise<WebReply> {
  const read = filterSchema.safeParse(query);
  if (!read.success) return invalid("This list cannot be given.", read.error);
  const { status, alert, limit, before } = read.data;
  const now = watch.clock.now();
  const incidents = await watch.incidents.list({
    limit,
    ...(status && { status }),
    ...(alert !== undefined && { alert }),
    ...(before !== undefined && { before }),
  });
  return {
    status: 200,
    body: { incidents: incidents.map((incident) => incidentView(incident, now)) },
  };
}

async function show(watch: Watch, incident: Incident): Promise<WebReply> {
  const [timeline, deliveries] = await Promise.all([
    watch.incidents.timeline(incident.id),
    watch.incidents.deliveries(incident.id),
  ]);
  return { status: 200, body: detailView(incident, timeline, deliveries, watch.clock.now()) };
}

const MAX_BY = 100;

const bySchema = z.object({
  by: z.string('say who, for example { "by": "ana" }').trim().min(1, "say who").max(MAX_BY),
});

async function act(
  watch: Watch,
  request: WebRequest,
  verb: (incident: string, by: Actor) => Promise<Acted>,
): Promise<WebReply> {
  const read = bySchema.safeParse(request.body ?? {});
  if (!read.success) return invalid("It is not said who did this.", read.error);
  return withIncident(watch, request, async ({ id, number }) => {
    const acted = await verb(id, await actorNamed(watch, read.data.by));
    if (acted.outcome === "unknown") return unknown(number);
    if (acted.outcome === "resolved-before" && request.path.endsWith("/acknowledge"))
      return { status: 409, body: { error: `#${number} is resolved.` } };
    return show(watch, acted.incident);
  });
}

/** A member by handle or name; anybody else is recorded by the name that was given. */
async function actorNamed(watch: Watch, by: string): Promise<Actor> {
  const wanted = by.replace(/^@/, "").toLowerCase();
  const person = (await watch.people.all()).find(
    (p) => p.handle === wanted || p.name.toLowerCase() === wanted,
  );
  const named = oneLine(by, MAX_BY);
  return { handle: person?.handle ?? named, name: person?.name ?? named, via: "api" };
}

async function withIncident(
  watch: Watch,
  { params }: WebRequest,
  then: (incident: Incident) => Promise<WebReply>,
): Promise<WebReply> {
  const number = Number(params["number"]);
  const id = Number.isSafeInteger(number) ? await watch.incidents.idOf(number) : null;
  const incident = id === null ? null : await watch.incidents.load(id);
  return incident ? then(incident) : unknown(params["number"] ?? "");
}

function unknown(number: number | string): WebReply {
  return { status: 404, body: { error: `There is no incident #${number}.` } };
}

function invalid(error: string, { issues }: z.ZodError): WebReply {
  return {
    status: 400,
    body: {
      error,
      problems: issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
    },
  };
}
