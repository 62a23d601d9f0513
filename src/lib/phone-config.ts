import { z } from "zod";
import { namesInOrder, pageLimit, phoneNumber, webAddress } from "./environment-fields.ts";

const PHONE_PROVIDERS = ["twilio", "telnyx"] as const;
const PUSH_PROVIDERS = ["ntfy", "pushover"] as const;

const someParts = z
  .string()
  .refine((text) => parts(text).length > 0, "has nothing between its commas.");

export const phoneVariables = {
  TWILIO_ACCOUNT_SID: z
    .string()
    .regex(
      /^AC\w+$/,
      "is no account SID; it begins with AC and stands on the console's first page.",
    )
    .optional(),
  TWILIO_AUTH_TOKEN: someParts.optional(),
  TWILIO_FROM: phoneNumber.optional(),
  TWILIO_API_URL: webAddress("https://api.twilio.com").optional(),
  TELNYX_API_KEY: z.string().optional(),
  TELNYX_APPLICATION_ID: z.string().optional(),
  TELNYX_FROM: phoneNumber.optional(),
  TELNYX_PUBLIC_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, "is no public key; the portal shows one of 44 characters.")
    .optional(),
  TELNYX_API_URL: webAddress("https://api.telnyx.com").optional(),
  PUSHOVER_TOKEN: z.string().optional(),
  PUSHOVER_API_URL: webAddress("https://api.pushover.net").optional(),
  PAGERDUTY_ROUTING_KEY: z.string().optional(),
  PAGERDUTY_WEBHOOK_SECRET: someParts.optional(),
  PAGERDUTY_API_URL: webAddress("https://events.pagerduty.com").optional(),
  OPSGENIE_API_KEY: z.string().optional(),
  OPSGENIE_API_URL: z
    .union(
      [z.enum(["us", "eu", "jsm"]), webAddress("https://api.opsgenie.com")],
      "is none of us, eu and jsm, and no web address.",
    )
    .optional(),
  OPSGENIE_WEBHOOK_SECRET: z.string().optional(),
  PROVIDERS_PHONE: namesInOrder(PHONE_PROVIDERS).default([...PHONE_PROVIDERS]),
  PROVIDERS_PUSH: namesInOrder(PUSH_PROVIDERS).default([...PUSH_PROVIDERS]),
  LIMIT_DM: pageLimit.optional(),
  LIMIT_PUSH: pageLimit.optional(),
  LIMIT_SMS: pageLimit.optional(),
  LIMIT_VOICE: pageLimit.optional(),
};

type Given = z.infer<z.ZodObject<typeof phoneVariables>>;

/** Ends in no slash; null: the vendor's own. */
type ApiUrl = string | null;

export interface TwilioConfig {
  readonly accountSid: string;
  /** The first signs in, all verify: two are given while one is being replaced. */
  readonly authTokens: readonly string[];
  readonly from: string;
  readonly apiUrl: ApiUrl;
}

export interface TelnyxConfig {
  readonly apiKey: string;
  /** Of the TeXML application. */
  readonly applicationId: string;
  readonly from: string;
  /** As the portal shows it: base64. */
  readonly publicKey: string;
  readonly apiUrl: ApiUrl;
}

export interface PushoverConfig {
  readonly token: string;
  readonly apiUrl: ApiUrl;
}

export interface PagerDutyConfig {
  readonly routingKey: string;
  /** Empty: what is done there does not come back. */
  readonly webhookSecrets: readonly string[];
  readonly apiUrl: ApiUrl;
}

export interface OpsgenieConfig {
  readonly apiKey: string;
  /** `us`, `eu`, `jsm`, or an address. */
  readonly api: string;
  readonly webhookSecret: string | null;
}

export interface PhoneConfig {
  readonly twilio: TwilioConfig | null;
  readonly telnyx: TelnyxConfig | null;
  readonly pushover: PushoverConfig | null;
  readonly pagerduty: PagerDutyConfig | null;
  readonly opsgenie: OpsgenieConfig | null;
  /** Who is tried first for SMS and calls. */
  readonly phoneProviders: readonly (typeof PHONE_PROVIDERS)[number][];
  readonly pushProviders: readonly (typeof PUSH_PROVIDERS)[number][];
  /** What the team has changed of how often somebody may be reached: so many within such a time, in milliseconds. */
  readonly limits: OwnLimits;
}

type OwnLimits = Readonly<
  Partial<
    Record<"dm" | "push" | "sms" | "voice", { readonly count: number; readonly spanMs: number }>
  >
>;

/** Each null without all that it needs; what is incomplete is a fault of its own. */
export function phonesOf(given: Given): PhoneConfig {
  return {
    twilio: whenAll(
      [given.TWILIO_ACCOUNT_SID, given.TWILIO_AUTH_TOKEN, given.TWILIO_FROM],
      ([accountSid, tokens, from]) => ({
        accountSid,
        authTokens: parts(tokens),
        from,
        apiUrl: given.TWILIO_API_URL ?? null,
      }),
    ),
    telnyx: whenAll(
      [
        given.TELNYX_API_KEY,
        given.TELNYX_APPLICATION_ID,
        given.TELNYX_FROM,
        given.TELNYX_PUBLIC_KEY,
      ],
      ([apiKey, applicationId, from, publicKey]) => ({
        apiKey,
        applicationId,
        from,
        publicKey,
        apiUrl: given.TELNYX_API_URL ?? null,
      }),
    ),
    pushover: whenAll([given.PUSHOVER_TOKEN], ([token]) => ({
      token,
      apiUrl: given.PUSHOVER_API_URL ?? null,
    })),
    pagerduty: whenAll([given.PAGERDUTY_ROUTING_KEY], ([routingKey]) => ({
      routingKey,
      webhookSecrets: parts(given.PAGERDUTY_WEBHOOK_SECRET ?? ""),
      apiUrl: given.PAGERDUTY_API_URL ?? null,
    })),
    opsgenie: whenAll([given.OPSGENIE_API_KEY], ([apiKey]) => ({
      apiKey,
      api: given.OPSGENIE_API_URL ?? "us",
      webhookSecret: given.OPSGENIE_WEBHOOK_SECRET ?? null,
    })),
    phoneProviders: andTheRest(given.PROVIDERS_PHONE, PHONE_PROVIDERS),
    pushProviders: andTheRest(given.PROVIDERS_PUSH, PUSH_PROVIDERS),
    limits: {
      ...(given.LIMIT_DM && { dm: given.LIMIT_DM }),
      ...(given.LIMIT_PUSH && { push: given.LIMIT_PUSH }),
      ...(given.LIMIT_SMS && { sms: given.LIMIT_SMS }),
      ...(given.LIMIT_VOICE && { voice: given.LIMIT_VOICE }),
    },
  };
}

function whenAll<const Values extends readonly (string | undefined)[], T>(
  values: Values,
  make: (all: { readonly [N in keyof Values]: string }) => T,
): T | null {
  return values.every((value) => value !== undefined)
    ? make(values as unknown as { readonly [N in keyof Values]: string })
    : null;
}

/** Who is not named comes last: an order must not silence the only one that is set up. */
const andTheRest = <T>(named: readonly T[], all: readonly T[]): readonly T[] => [
  ...new Set([...named, ...all]),
];

const parts = (text: string): readonly string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
