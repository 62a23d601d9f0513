import { createNtfy } from "./adapters/ntfy/notifier.ts";
import { createOpsgenie } from "./adapters/opsgenie/opsgenie.ts";
import { createPagerDuty } from "./adapters/pagerduty/pagerduty.ts";
import { createPushover } from "./adapters/pushover/pushover.ts";
import { createTelnyx } from "./adapters/telnyx/telnyx.ts";
import { createTwilio } from "./adapters/twilio/twilio.ts";
import type { Config } from "./config.ts";
import type { Clock } from "./lib/clock.ts";
import type { Log } from "./lib/log.ts";
import type { Callbacks } from "./ports/callbacks.ts";
import type { ContactRecords } from "./ports/contact-records.ts";
import type { Notifier } from "./ports/notifier.ts";
import type { PhoneRecords } from "./ports/phone-records.ts";
import type { Route } from "./ports/web.ts";

export interface VendorParts {
  readonly config: Config;
  readonly contacts: ContactRecords;
  readonly phones: PhoneRecords;
  readonly clock: Clock;
  readonly log: Log;
}

/** The real ways out that are configured, in the order in which they are tried, and where their vendors call us back. */
export interface Vendors {
  readonly notifiers: readonly Notifier[];
  routes(callbacks: Callbacks): readonly Route[];
}

interface Vendor {
  readonly notifiers: readonly Notifier[];
  readonly routes?: (callbacks: Callbacks) => readonly Route[];
}

export function createVendors(parts: VendorParts): Vendors {
  const { phoneProviders, pushProviders } = parts.config;
  const vendors = [
    ...phoneProviders.map((name) => PHONES[name](parts)),
    ...pushProviders.map((name) => PUSHES[name](parts)),
    pagerDuty(parts),
    opsgenie(parts),
  ].filter((vendor) => vendor !== null);
  return {
    notifiers: vendors.flatMap(({ notifiers }) => notifiers),
    routes: (callbacks) => vendors.flatMap(({ routes }) => routes?.(callbacks) ?? []),
  };
}

type Create = (parts: VendorParts) => Vendor | null;

const PHONES: Readonly<Record<Config["phoneProviders"][number], Create>> = {
  twilio: ({ config: { twilio, callbackUrl }, phones, log }) => {
    if (twilio === null) return null;
    const { sms, voice, routes } = createTwilio({ config: twilio, callbackUrl, phones, log });
    return { notifiers: [sms, voice], routes };
  },
  telnyx: ({ config: { telnyx, callbackUrl }, phones, clock, log }) => {
    if (telnyx === null) return null;
    const parts = { config: telnyx, callbackUrl, phones, clock, log };
    const { sms, voice, routes } = createTelnyx(parts);
    return { notifiers: [sms, voice], routes };
  },
};

const PUSHES: Readonly<Record<Config["pushProviders"][number], Create>> = {
  ntfy: ({ config: { ntfy }, contacts }) =>
    ntfy && { notifiers: [createNtfy({ ...ntfy, contacts })] },
  pushover: ({ config: { pushover, callbackUrl }, contacts, log }) => {
    if (pushover === null) return null;
    const { push, routes } = createPushover({ config: pushover, callbackUrl, contacts, log });
    return { notifiers: [push], routes };
  },
};

function pagerDuty({ config: { pagerduty, callbackUrl }, log }: VendorParts): Vendor | null {
  if (pagerduty === null) return null;
  const { notifier, routes } = createPagerDuty({ config: pagerduty, callbackUrl, log });
  return { notifiers: [notifier], routes };
}

function opsgenie({ config: { opsgenie: config, callbackUrl }, log }: VendorParts): Vendor | null {
  if (config === null) return null;
  const { notifier, routes } = createOpsgenie({ config, callbackUrl, log });
  return { notifiers: [notifier], routes };
}
