import type { Audience } from "./demo-audience.ts";
import type { DemoPerson } from "./demo-person.ts";
import { createImporter, tellQueue, type Importer } from "./demo-programs.ts";
import type { Scene } from "./demo-scene.ts";

export interface Story {
  readonly url: string;
  readonly ana: DemoPerson;
  readonly bob: DemoPerson;
  readonly audience: Audience;
  caption(text: string): void;
  /** What was done outside of the room. */
  narrate(text: string): void;
}

const TOO_MANY = 8_200;
const FEW = 1_900;

/** Everybody acts over HTTP; what comes of it is watchroom's alone. Throws StoryStopped when it is not what was to be told. */
export async function tellStory(story: Story): Promise<void> {
  const importer = createImporter(story.url);
  try {
    await importer.start();
    await tellOfSilence(story);
    await tellOfEmptiness(story, importer);
  } finally {
    await importer.stop();
  }
}

async function tellOfSilence(story: Story): Promise<void> {
  const { ana, bob } = story;
  story.caption("Somebody is in the room, and does not react.");
  await Promise.all([ana.enter(), bob.enter()]);
  await untilHere(story, [ana, bob]);
  await ana.say("The release is out. I am away for a quarter of an hour.");
  await ana.leave();
  await untilHere(story, [bob]);
  await report(story, TOO_MANY);
  await untilCard(story, 1, "triggered");
  await untilPaged(story, ana, "push");
  await untilPaged(story, ana, "sms");
  await answerCall(story, ana);
  await untilCard(story, 1, "acknowledged");
  await ana.enter();
  await untilHere(story, [ana, bob]);
  await ana.say("playbook builds");
  await story.audience.pass(2);
  await report(story, FEW);
  await untilCard(story, 1, "resolved");
}

async function tellOfEmptiness(story: Story, importer: Importer): Promise<void> {
  const { ana, bob, audience } = story;
  story.caption("Nobody is in the room.");
  await bob.say("@watchroom take for 4h");
  await audience.until("Bob is on call", ({ presence }) => presence.onCall === bob.handle);
  await Promise.all([ana.leave(), bob.leave()]);
  await untilHere(story, []);
  await importer.stop();
  story.narrate("The nightly import stops reporting.");
  await untilCard(story, 2, "triggered");
  await untilPaged(story, bob, "push");
  await answerCall(story, bob);
  await untilCard(story, 2, "acknowledged");
  await importer.start();
  story.narrate("The nightly import reports again.");
  await untilCard(story, 2, "resolved");
}

async function report(story: Story, builds: number): Promise<void> {
  await tellQueue(story.url, builds);
  story.narrate(`The broker reports ${builds.toLocaleString("en")} builds waiting.`);
}

async function answerCall(story: Story, person: DemoPerson): Promise<void> {
  const page = await untilPaged(story, person, "voice");
  await story.audience.pass(1);
  await person.press(page, "1");
  story.narrate(`${person.name} presses 1.`);
}

/** Exactly these of the cast; others may look on. */
async function untilHere(
  { ana, bob, audience }: Story,
  wanted: readonly DemoPerson[],
): Promise<void> {
  const names = wanted.map(({ name }) => name).join(" and ");
  await audience.until(`in the room is ${names === "" ? "nobody" : names}`, ({ presence }) =>
    [ana, bob].every((person) => presence.here.includes(person.handle) === wanted.includes(person)),
  );
}

async function untilCard({ audience }: Story, number: number, status: string): Promise<void> {
  const isThere = ({ messages }: Scene): boolean =>
    messages.some(({ card }) => card?.number === number && card.status === status);
  await audience.until(`incident #${number} is ${status}`, isThere);
}

/** Answers the page's id. */
async function untilPaged(
  { audience }: Story,
  { name }: DemoPerson,
  notifier: string,
): Promise<string> {
  const page = await audience.until(`${name} is called by ${notifier}`, ({ pages }) =>
    pages.find((one) => one.to === name && one.notifier === notifier && one.state !== "ended"),
  );
  return page.id;
}
