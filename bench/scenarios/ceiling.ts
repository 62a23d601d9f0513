import { execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { closedLoop } from "../load.ts";
import { launch } from "../processes.ts";
import type { Scenario } from "../scenario.ts";

/** The generator against a server that does nothing: no figure below can be better than this. */
export const ceiling: Scenario = {
  name: "ceiling",
  writes: false,
  rows: [{ id: "ceiling", what: "ceiling: requests/s of a bare node:http server, 16 connections" }],
  run: async (_fsync, quick) => {
    const entry = fileURLToPath(new URL("../bare-server.js", import.meta.url));
    let port = 0;
    const server = await launch(execPath, [entry], {
      ready: "\n",
      said: (text) => {
        port = Number(text);
      },
    });
    try {
      const load = { port, connections: 16, size: 1 };
      const { perSecond } = await closedLoop(load, {
        warmUpMs: 500,
        forMs: quick ? 1_000 : 3_000,
      });
      return { ceiling: perSecond };
    } finally {
      await server.stop();
    }
  },
};
