import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SECOND } from "../lib/durations.ts";
import { untilReady } from "./demo-api.ts";
import { createAudience } from "./demo-audience.ts";
import { aside } from "./demo-entries.ts";
import { createPerson } from "./demo-person.ts";
import { createScreen } from "./demo-screen.ts";
import { withDemoServer, type DemoServer } from "./demo-server.ts";
import { tellStory } from "./demo-story.ts";
import { StoryStopped } from "./story-stopped.ts";

/** As a shell says it of a program that was interrupted. */
const EXIT_INTERRUPTED = 130;
const INTERRUPTS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The whole story in under a minute, in a folder of its own, which goes when it has ended. */
export async function demo(): Promise<void> {
  const ending = new AbortController();
  const stop = (): void => ending.abort();
  for (const signal of INTERRUPTS) process.on(signal, stop);
  // Whoever read the story has gone, as `| head` does.
  process.stdout.on("error", stop);
  const folder = await mkdtemp(join(tmpdir(), "watchroom-demo-"));
  try {
    await withDemoServer(folder, (server) => perform(server, ending.signal));
  } catch (error) {
    if (!(error instanceof StoryStopped)) throw error;
    process.exitCode = ending.signal.aborted ? EXIT_INTERRUPTED : 1;
    if (!ending.signal.aborted) process.stderr.write(`The story stopped. ${error.message}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
    for (const signal of INTERRUPTS) process.off(signal, stop);
  }
}

async function perform({ url, zone, clock }: DemoServer, ending: AbortSignal): Promise<void> {
  const screen = createScreen(process.stdout, zone);
  const startedAt = clock.real();
  screen.note("One minute of this story takes one second.");
  screen.note(`To look on, open ${url} and join without a phone.`);
  await untilReady(url, ending);
  const ana = await createPerson(url, "Ana");
  const bob = await createPerson(url, "Bob");
  const audience = createAudience({ cast: [ana, bob], screen, clock, ending });
  const caption = (text: string): void => screen.note(`\n${text}`);
  const narrate = (text: string): void => screen.show(aside(clock.now(), text));
  try {
    await tellStory({ url, ana, bob, audience, caption, narrate });
  } finally {
    ana.close();
    bob.close();
  }
  const seconds = Math.round((clock.real() - startedAt) / SECOND);
  screen.note(`\nThat was the story, in ${seconds} seconds. Now yours:`);
  screen.note("  npm start                      starts watchroom, with a Redis of its own");
  screen.note("  open http://127.0.0.1:3000     join the room, with a phone");
}
