import type { CodeVerdict, Phone, PhoneRecords, PhoneRoute } from "../ports/phone-records.ts";
import { sealedContact } from "./contacts.ts";
import { MOST_TRIES, type PhoneStore } from "./phone-store.ts";
import { runScript } from "./run-script.ts";
import { REMOVE_WAITING, VERIFY_PHONE } from "./scripts/phones.ts";
import { withVersion } from "./with-version.ts";

/** Looks at the code before it looks at anybody else's number: nobody learns what others have by guessing. */
export async function verifyPhone(
  store: PhoneStore,
  { handle, code, at, real }: Parameters<PhoneRecords["verify"]>[0],
): Promise<CodeVerdict> {
  const tried = await store.codes.tryOnce(handle, real);
  const number = (await store.waiting(handle))?.value;
  if (tried === null || number === undefined) return { outcome: "none" };
  if (!store.codes.isRight(tried, handle, number, code))
    return { outcome: "wrong", left: tried.left };
  const { json } = sealedContact(store.sealer, { handle, method: "phone", value: number, at });
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const revision = await store.revision();
    const owner = await store.ownerOf(number);
    if (owner !== null && owner !== handle) {
      await runScript(store.redis, REMOVE_WAITING, [store.prefix, handle]);
      return { outcome: "taken" };
    }
    const phone = await provenBy(store, { handle, number, by: tried.by, at });
    const args = [store.prefix, handle, tried.hash, revision, json, withVersion(phone)];
    const done = await runScript(store.redis, VERIFY_PHONE, args);
    if (done === "done") return { outcome: "verified", number, phone };
    if (done === "gone") return { outcome: "none" };
  }
  throw new Error("a phone could not be verified: others keep changing theirs");
}

/** What is known of the same number stays known. An SMS that came in proves that none are stopped. */
async function provenBy(
  store: PhoneStore,
  proof: {
    readonly handle: string;
    readonly number: string;
    readonly by: PhoneRoute;
    readonly at: number;
  },
): Promise<Phone> {
  const { handle, number, by, at } = proof;
  const found = await store.find(handle);
  const before = found?.state === "known" && found.number === number ? found.phone : null;
  return {
    v: 1,
    verifiedBy: by,
    verifiedAt: at,
    testedAt: by === "voice" ? at : (before?.testedAt ?? null),
    remindedAt: null,
    failing: null,
    stoppedAt: by === "sms" ? null : (before?.stoppedAt ?? null),
  };
}
