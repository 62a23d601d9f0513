import type { Clock } from "../lib/clock.ts";
import { MINUTE, SECOND } from "../lib/durations.ts";
import { sleep } from "../lib/timers.ts";
import type { DemoPerson } from "./demo-person.ts";
import { readScene, type Scene } from "./demo-scene.ts";
import type { Screen } from "./demo-screen.ts";
import { createTeller } from "./demo-teller.ts";
import { StoryStopped } from "./story-stopped.ts";

/** Looks on and tells what it sees, while the story waits for something. */
export interface Audience {
  /** What `find` finds, as soon as that is neither false nor undefined. Throws StoryStopped when it takes too long, and when the demo is ended. */
  until<T>(what: string, find: (scene: Scene) => T | false | undefined): Promise<T>;
  /** So many minutes of the story. */
  pass(minutes: number): Promise<void>;
}

/** Of the story: longer than anything in it takes. */
const PATIENCE_MS = 20 * MINUTE;
const LOOK_EVERY_MS = SECOND / 5;

export interface AudienceParts {
  readonly cast: readonly DemoPerson[];
  readonly screen: Screen;
  readonly clock: Clock;
  readonly ending: AbortSignal;
}

export function createAudience({ cast, screen, clock, ending }: AudienceParts): Audience {
  const tell = createTeller();
  const look = async (): Promise<Scene> => {
    if (ending.aborted) throw new StoryStopped("Ended before its time.");
    const scene = await readScene(cast);
    for (const entry of tell(scene, clock.now())) screen.show(entry);
    return scene;
  };
  return {
    until: async (what, find) => {
      const over = clock.now() + PATIENCE_MS;
      for (;;) {
        const found = find(await look());
        if (found !== undefined && found !== false) return found;
        if (clock.now() > over) throw new StoryStopped(`This did not happen in time: ${what}.`);
        await sleep(LOOK_EVERY_MS, ending);
      }
    },
    pass: async (minutes) => {
      const over = clock.now() + minutes * MINUTE;
      while (clock.now() < over) {
        await look();
        await sleep(LOOK_EVERY_MS, ending);
      }
    },
  };
}
