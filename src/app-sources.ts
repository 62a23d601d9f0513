import { createHostSource } from "./adapters/host/source.ts";
import type { Config } from "./config.ts";
import type { Source } from "./ports/source.ts";

/** The sources that need nothing but their addresses. */
export function createSources(_config: Pick<Config, "sources">): readonly Source[] {
  return [createHostSource()];
}
