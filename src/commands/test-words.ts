import type { Refusal } from "../ports/failure.ts";
import type { Delivery } from "../ports/notifier.ts";

const WHY: Readonly<Record<Exclude<Refusal, "timeout">, string>> = {
  unauthorized: "refused it: its token is missing, wrong, or may not write to this topic",
  "bad-destination": "does not know the address it was sent to",
  "rate-limited": "takes no more messages from us for now",
  unreachable: "cannot be reached",
  "server-error": "has trouble of its own",
  rejected: "refused the message",
  "opted-out": "was told by your phone to send nothing more; send it START",
  unpaid:
    "may not do this with our account: a trial, a country that is not switched on, or no credit",
};

/** What became of a test, for whoever asked for it. */
export function testWords(delivery: Delivery, notifier: string): string {
  if (delivery.outcome === "sent") return "A test was sent.";
  return delivery.reason === "timeout"
    ? `${notifier} did not answer in time: whether the test goes out is not known.`
    : `The test was not sent: ${notifier} ${WHY[delivery.reason]}.`;
}
