import type { Me } from "./contract.ts";
import { byId, fill, make } from "./dom.ts";
import { room } from "./state.ts";

/** Who is here, whether the room counts as occupied, who is on call. What that means stands in the page itself. */
export function drawPresence(): void {
  const { me, people, here, occupancy, onCall } = room;
  const isHere = ({ handle }: Me): boolean => here.includes(handle);
  const person = (one: Me): HTMLElement => {
    const { handle, name, responder } = one;
    const marks = [
      isHere(one) ? "here" : "away",
      handle === onCall && "on call",
      !responder && "not paged",
      handle === me.handle && "you",
    ];
    return make(
      "person",
      { name, marks: marks.filter(Boolean).join(", ") },
      { class: isHere(one) ? "is-here" : "" },
    );
  };
  fill(
    byId("room"),
    {
      "here-count": `${here.length} here`,
      "on-call": `${people.find(({ handle }) => handle === onCall)?.name ?? "Nobody"} is on call`,
      people: people.toSorted((a, b) => Number(isHere(b)) - Number(isHere(a))).map(person),
      me: me.name,
    },
    { "data-occupancy": occupancy },
  );
}
