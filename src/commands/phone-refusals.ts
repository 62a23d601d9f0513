import type { Failure, Refusal } from "../ports/failure.ts";
import { providerName } from "./provider-name.ts";

type Say = (provider: string) => string;

const WHY: Readonly<Record<Refusal, Say>> = {
  "bad-destination": (provider) =>
    `${provider} knows no such number, or cannot reach it. See that it is right, and give it again`,
  "opted-out": (provider) =>
    `this phone told ${provider} to send nothing more. Send START from it to the number that our messages come from, and try again`,
  unpaid: (provider) =>
    `${provider} may not do this with our account: it is a trial, this country is not switched on, or there is no credit. See its console`,
  "rate-limited": (provider) => `${provider} takes no more from us for now. Try again in a minute`,
  unauthorized: (provider) =>
    `${provider} does not take our credentials. Whoever runs watchroom finds the variables to correct with \`npx watchroom doctor\``,
  rejected: (provider) => `${provider} refused it. watchroom's log says with which code`,
  "server-error": (provider) => `${provider} has trouble of its own. Try again in a minute`,
  unreachable: (provider) => `${provider} cannot be reached. Try again in a minute`,
  timeout: (provider) => `${provider} did not answer in time, so it may still come`,
};

/** The same where it is not known which provider said so. */
export function whyFailing({ reason }: Pick<Failure, "reason">): string {
  return WHY[reason]("the provider");
}

/** Why something did not go to a phone, as the end of a sentence. Never with the number. */
export function whyRefused({ reason }: Pick<Failure, "reason">, notifier: string): string {
  return WHY[reason](providerName(notifier));
}
