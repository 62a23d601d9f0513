import { z } from "zod";
import type { About } from "./about.ts";

/** What each of our messages carries, so that it can be found again and a reaction on it means something. */
export type Mark =
  | About
  | {
      readonly kind: "saying";
      readonly id: string;
      readonly about: Extract<About, { kind: "incident" }> | null;
    }
  /** A further part of the message of an incident or a summary, in its thread; counted from 0. */
  | {
      readonly kind: "thread";
      readonly id: string;
      /** The incident's; null for a summary's. */
      readonly number: number | null;
      readonly part: number;
    };

/** Members of the workspace can read it. */
export interface Metadata {
  readonly event_type: typeof EVENT_TYPE;
  readonly event_payload: Readonly<Record<string, string | number>>;
}

const EVENT_TYPE = "watchroom";

export function metadataOf(mark: Mark): Metadata {
  return { event_type: EVENT_TYPE, event_payload: payloadOf(mark) };
}

function payloadOf(mark: Mark): Metadata["event_payload"] {
  switch (mark.kind) {
    case "subject":
      return { kind: mark.kind, id: mark.subject };
    case "saying":
      return {
        kind: mark.kind,
        id: mark.id,
        ...(mark.about !== null && { incident: mark.about.id, number: mark.about.number }),
      };
    case "thread":
      return {
        kind: mark.kind,
        id: mark.id,
        part: mark.part,
        ...(mark.number !== null && { number: mark.number }),
      };
    case "incident":
    case "summary":
    case "page":
      return { ...mark };
  }
}

const metadataSchema = z.object({
  event_type: z.literal(EVENT_TYPE),
  event_payload: z.object({
    kind: z.string(),
    id: z.string(),
    number: z.number().optional(),
    incident: z.string().optional(),
    part: z.number().optional(),
  }),
});

/** Null for what is not ours, or is about nothing. */
export function aboutOf(metadata: unknown): About | null {
  const read = metadataSchema.safeParse(metadata);
  if (!read.success) return null;
  const { kind, id, number, incident } = read.data.event_payload;
  switch (kind) {
    case "incident":
    case "thread":
      return number === undefined ? null : { kind: "incident", id, number };
    case "saying":
      return incident === undefined || number === undefined
        ? null
        : { kind: "incident", id: incident, number };
    case "summary":
    case "page":
      return { kind, id };
    case "subject":
      return { kind, subject: id };
    default:
      return null;
  }
}

export function isMarkedAs(metadata: unknown, mark: Mark): boolean {
  const read = metadataSchema.safeParse(metadata);
  if (!read.success) return false;
  const { kind, id, part } = read.data.event_payload;
  const wanted = payloadOf(mark);
  return kind === wanted["kind"] && id === wanted["id"] && part === wanted["part"];
}
