import { handleFor } from "../oncall/handle-for.ts";
import type { Person } from "../oncall/person.ts";
import { LINK_LASTS_MS, type SignInClaim } from "./sign-in-links.ts";
import type { Watch } from "./watch.ts";

/** `over`: not ours, too old, or its person is no longer the same. `person` null: somebody new, of this name. */
export type SignInOffer =
  | { readonly outcome: "over" | "used" }
  | { readonly outcome: "open"; readonly claim: SignInClaim; readonly person: Person | null };

export type SignedIn =
  | { readonly outcome: "over" | "used" }
  | { readonly outcome: "signed-in"; readonly person: Person };

/** What a link offers. Looking uses nothing up: whatever checks the links of a chat looks, too. */
export async function lookAtSignIn(watch: Watch, token: string): Promise<SignInOffer> {
  const claim = watch.signInLinks.read(token);
  const handle = claim && (claim.handle ?? handleFor(claim.name));
  if (!claim || !handle) return { outcome: "over" };
  const person = await watch.people.find(handle);
  if (claim.joinedAt !== null && person?.joinedAt !== claim.joinedAt) return { outcome: "over" };
  if (await watch.signIns.isUsed(claim.id)) return { outcome: "used" };
  return { outcome: "open", claim, person };
}

/** Uses the link up. Somebody new joins the team; `responder` counts only for them. */
export async function signIn(
  watch: Watch,
  token: string,
  { responder }: { readonly responder: boolean },
): Promise<SignedIn> {
  const offer = await lookAtSignIn(watch, token);
  if (offer.outcome !== "open") return offer;
  const { claim, person } = offer;
  if (!(await watch.signIns.use(claim.id, 2 * LINK_LASTS_MS))) return { outcome: "used" };
  return { outcome: "signed-in", person: person ?? (await welcome(watch, claim, responder)) };
}

async function welcome(watch: Watch, { name }: SignInClaim, responder: boolean): Promise<Person> {
  const handle = handleFor(name) ?? "";
  const fresh = { v: 1, handle, name, joinedAt: watch.clock.now(), responder, zone: null } as const;
  const isNew = await watch.people.add(fresh);
  // Two links for one new name: whoever came second is the one whom the first has made.
  return isNew ? fresh : ((await watch.people.find(handle)) ?? fresh);
}
