import type { ConfigSurvey } from "../../config.ts";
import { fail, ok, warn, type Line } from "./line.ts";

/** What `start` would refuse, one line for each, and what it would pass over. */
export function checkEnvironment({ config, faults }: ConfigSurvey): readonly Line[] {
  const what = "environment";
  const lines = [
    ...faults.map(({ text }) => fail(what, text, null)),
    ...config.notYet.map((name) =>
      warn(what, `${name} is set, and nothing in this release uses it.`, "Do not count on it."),
    ),
    ...(config.timelapse > 1
      ? [
          warn(
            what,
            `Time runs ${config.timelapse} times faster.`,
            "Unset WATCHROOM_TIMELAPSE for real nights.",
          ),
        ]
      : []),
  ];
  return lines.length === 0 ? [ok(what, "every variable is understood")] : lines;
}

export function checkZone({ config, given }: ConfigSurvey): readonly Line[] {
  return [
    given.has("WATCHROOM_ZONE")
      ? ok("time zone", config.zone)
      : warn(
          "time zone",
          `${config.zone}, guessed from this machine.`,
          "Set WATCHROOM_ZONE to the team's, as in Europe/Berlin.",
        ),
  ];
}

/** It is not fetched from here: that would tell whoever listens that watchroom is alive. */
export function checkHeartbeat({ heartbeatUrl }: ConfigSurvey["config"]): readonly Line[] {
  return [
    heartbeatUrl === null
      ? warn(
          "heartbeat",
          "Nobody is told if watchroom itself dies.",
          "Set HEARTBEAT_URL to a check at a service that watches for silence.",
        )
      : ok("heartbeat", "HEARTBEAT_URL is set; it is not fetched from here"),
  ];
}
