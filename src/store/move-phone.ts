import { sealedContact } from "./contacts.ts";
import { MOST_TRIES, type PhoneStore } from "./phone-store.ts";
import { runScript } from "./run-script.ts";
import { MOVE_PHONE } from "./scripts/phones.ts";
import { withVersion } from "./with-version.ts";

/** Two people turned out to be one. */
export async function movePhone(store: PhoneStore, from: string, to: string): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const revision = await store.revision();
    const args = [store.prefix, from, to, revision, ...(await given(store, from, to))];
    if ((await runScript(store.redis, MOVE_PHONE, args)) === "done") return;
  }
  throw new Error("a phone could not be moved: others keep changing theirs");
}

/** The number in force, the one that waits, and what is known, sealed for their new place; empty: not given. */
async function given(
  { sealer, find, waiting }: PhoneStore,
  from: string,
  to: string,
): Promise<readonly [string, string, string]> {
  const [theirs, own, theirNew, ownNew] = await Promise.all([
    find(from),
    find(to),
    waiting(from),
    waiting(to),
  ]);
  const sealed = (method: "phone" | "phone-new", value: string, at: number): string =>
    sealedContact(sealer, { handle: to, method, value, at }).json;
  if (own?.state === "known") return ["", "", ""];
  const fresh =
    theirNew === null || ownNew !== null ? "" : sealed("phone-new", theirNew.value, theirNew.at);
  if (theirs?.state !== "known") return ["", fresh, ""];
  const { number, phone } = theirs;
  return [sealed("phone", number, phone.verifiedAt), fresh, withVersion(phone)];
}
