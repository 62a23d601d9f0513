import { afterEach, beforeEach, describe, it } from "vitest";
import { ESCALATION } from "../support/book.ts";
import { startWatchroom, until, type Harness } from "../support/watchroom.ts";

/** Some of this machine's memory is always in use, and never more than all of it. */
const hosts = (bound: number): string => `# Hosts

## Memory is running out

\`\`\`yaml alert
name: memory-high
source: host
measure: memory
above: ${bound}
every: 30s
for: 1m
clears: { below: ${bound}, for: 1m }
\`\`\`

1. Look at \`free -m\`.
`;

describe("a real metric of this machine", () => {
  let watch: Harness;

  beforeEach(async () => {
    watch = await startWatchroom({
      book: {
        "escalation.md": ESCALATION,
        "hosts.md": hosts(0),
      },
    });
  });
  afterEach(() => watch.close());

  async function rounds(count: number): Promise<void> {
    for (let round = 0; round < count; round += 1) {
      await watch.advance({ seconds: 30 });
      await watch.collect();
    }
  }

  it("opens an incident once it has been over its threshold for long enough, and recovers", async () => {
    await watch.joins("Ana");

    await rounds(1);
    await watch.room.expectNoCard(/Memory/);
    await rounds(2);
    await watch.room.expectCard(/Memory is running out: [\d.]+ of 0 \(critical, triggered\)/);

    watch.edits("hosts.md", hosts(100));
    const book = watch.app.world.watch.book.bind(watch.app.world.watch);
    const bounds = (): unknown => book().alerts.map(({ threshold }) => threshold);
    await until(
      () => Promise.resolve(JSON.stringify(bounds()).includes('"above":100')),
      "the edit to be in force",
    );
    await rounds(4);

    await watch.room.expectCard(/Recovered by itself/);
  });
});
