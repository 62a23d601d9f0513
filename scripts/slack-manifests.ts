import { writeFileSync } from "node:fs";
import { manifestReadme, manifestYaml } from "../src/adapters/slack/manifest.ts";

writeFileSync("slack/manifest.socket.yaml", manifestYaml("socket"));
writeFileSync("slack/manifest.http.yaml", manifestYaml("http"));
writeFileSync("slack/README.md", manifestReadme());
