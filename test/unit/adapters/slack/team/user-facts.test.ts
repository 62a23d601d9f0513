import { describe, expect, it } from "vitest";
import { userFacts } from "../../../../../src/adapters/slack/team/user-facts.ts";

const ANA = {
  id: "U1",
  team_id: "T1",
  name: "ana.lopez",
  real_name: "Ana López",
  tz: "Europe/Madrid",
  profile: { display_name: "Ana", real_name: "Ana López" },
};
const of = (some: object): ReturnType<typeof userFacts> => userFacts({ ...ANA, ...some }, "T1");

describe("what Slack says of somebody", () => {
  it("is what they are called, how they are mentioned, and where they live", () => {
    expect(of({})).toEqual({
      kind: "member",
      userName: "ana.lopez",
      name: "Ana",
      zone: "Europe/Madrid",
    });
  });

  it.each([
    ["a member", {}, "member"],
    [
      "somebody of another workspace of our organisation who is in ours, too",
      { team_id: "T9", enterprise_user: { teams: ["T1", "T9"] } },
      "member",
    ],
    ["a guest", { is_restricted: true }, "outsider"],
    ["a guest of one channel", { is_ultra_restricted: true }, "outsider"],
    ["somebody whom our workspace never met", { is_stranger: true }, "outsider"],
    ["somebody of another organisation in a shared channel", { team_id: "T2" }, "outsider"],
    ["somebody of whom Slack does not say where they belong", { team_id: undefined }, "outsider"],
    ["an app", { is_bot: true }, "nobody"],
    ["an app that is deleted", { is_bot: true, deleted: true }, "nobody"],
    ["somebody who was deactivated", { deleted: true, tz: undefined }, "nobody"],
    ["Slackbot, whom Slack calls no bot", { id: "USLACKBOT" }, "nobody"],
    ["a guest who was deactivated", { is_restricted: true, deleted: true }, "nobody"],
  ])("tells %s", (_who, some, kind) => {
    expect(of(some)?.kind).toBe(kind);
  });

  it.each([
    [{ profile: { display_name: "", real_name: "Ana López" } }, "Ana López"],
    [{ profile: { display_name: " \u202E ", real_name: "" } }, "Ana López"],
    [{ profile: undefined, real_name: "" }, "ana.lopez"],
    [{ profile: null, real_name: "", name: "" }, "U1"],
    [{ profile: { display_name: "Ana\n\u202Elive\u200B", real_name: "" } }, "Ana live"],
    [{ profile: { display_name: "a".repeat(90), real_name: "" } }, `${"a".repeat(39)}…`],
  ])("calls them by the first name that shows: %j", (some, name) => {
    expect(of(some)?.name).toBe(name);
  });

  it.each(["Mars/Olympus", "+01:00", "", undefined, 7])(
    "knows no zone where Slack says %j",
    (tz) => {
      expect(of({ tz })?.zone).toBeNull();
    },
  );

  it.each([undefined, null, "U1", {}])("is nothing when it makes no sense: %j", (user) => {
    expect(userFacts(user, "T1")).toBeNull();
  });
});
