import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  manifest,
  manifestLink,
  manifestReadme,
  manifestYaml,
} from "../../../../src/adapters/slack/manifest.ts";
import { registerHandlers } from "../../../../src/adapters/slack/acting/handlers.ts";
import type { HandlerParts } from "../../../../src/adapters/slack/acting/handler-parts.ts";
import { SCOPES } from "../../../../src/adapters/slack/connection/scopes.ts";
import { objectsIn } from "../../../support/slack-limits.ts";

const FOLDER = join(import.meta.dirname, "../../../../slack");

describe("the files that make the Slack app", () => {
  it.each([
    ["manifest.socket.yaml", () => manifestYaml("socket")],
    ["manifest.http.yaml", () => manifestYaml("http")],
    ["README.md", manifestReadme],
  ])("are what `npm run slack:manifests` writes: %s", (file, make) => {
    expect(readFileSync(join(FOLDER, file), "utf8")).toBe(make());
  });
});

describe.each(["socket", "http"] as const)("the manifest for %s", (mode) => {
  const { display_information, features, settings } = manifest(mode);

  it("is the same as a file and as a link", () => {
    expect(parse(manifestYaml(mode))).toEqual(manifest(mode));
    const json = new URL(manifestLink(mode)).searchParams.get("manifest_json");
    expect(JSON.parse(json!)).toEqual(manifest(mode));
  });

  it("asks to be told of everything that is acted on", () => {
    const handled: string[] = [];
    const listen = { event: (name: string) => void handled.push(name) };
    const others = { command: () => undefined, action: () => undefined, view: () => undefined };
    registerHandlers({ ...listen, ...others }, {} as HandlerParts);

    const told = settings!.event_subscriptions!.bot_events!.map((name) =>
      name.replace(/^message\..*/, "message"),
    );
    expect(told).toEqual(expect.arrayContaining(handled));
  });

  it("says of each scope what needs it", () => {
    for (const [name, why] of Object.entries(SCOPES))
      expect(manifestYaml(mode)).toContain(`- ${name} # ${why}\n`);
  });

  it("keeps to what Slack takes", () => {
    expect(display_information.name.length).toBeLessThanOrEqual(35);
    expect(display_information.description!.length).toBeLessThanOrEqual(140);
    for (const { command, should_escape } of features!.slash_commands!) {
      expect(command.length).toBeLessThanOrEqual(32);
      expect(should_escape).toBe(true);
    }
  });

  it("lets people write to the bot and press its buttons", () => {
    expect(features!.app_home).toEqual({
      home_tab_enabled: true,
      messages_tab_enabled: true,
      messages_tab_read_only_enabled: false,
    });
    expect(settings!.interactivity!.is_enabled).toBe(true);
    expect(settings!.token_rotation_enabled).toBe(false);
  });

  it("names an address only where Slack has to call us, and says how often", () => {
    const addresses = objectsIn(manifest(mode)).flatMap(({ url, request_url }) =>
      [url, request_url].filter((address) => address !== undefined),
    );

    expect(settings!.socket_mode_enabled).toBe(mode === "socket");
    expect(addresses).toHaveLength(mode === "socket" ? 0 : 6);
    expect(manifestYaml(mode).includes("six times")).toBe(mode === "http");
  });
});
