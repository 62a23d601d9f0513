import { say } from "./announce.ts";
import type { Option } from "./completion.ts";
import { byId, make, on, put } from "./dom.ts";

const field = byId("text") as HTMLTextAreaElement;
const list = byId("options");
let options: readonly Option[] = [];
let chosen = -1;

/** Choices for what is being written, as the listbox pattern has them. Nothing is chosen until an arrow key chooses. */
export function offer(next: readonly Option[]): void {
  if (next.length > 0 && next.length !== options.length)
    say(`Suggestions: ${next.length}. Arrow keys choose.`);
  options = next;
  list.hidden = next.length === 0;
  put(
    list,
    next.map(({ label, detail }, index) =>
      make("option", { label, detail }, { id: `option-${index}` }),
    ),
  );
  choose(-1);
}

/** True when the key was meant for the list. */
export function steer(event: KeyboardEvent): boolean {
  const { key } = event;
  const count = options.length;
  if (count === 0) return false;
  if (key === "ArrowDown") choose((chosen + 1) % count);
  else if (key === "ArrowUp") choose((Math.max(chosen, 0) + count - 1) % count);
  else if (key === "Escape") offer([]);
  else if (key === "Enter" && chosen >= 0) take(chosen);
  else return false;
  event.preventDefault();
  return true;
}

function choose(index: number): void {
  list.children[chosen]?.setAttribute("aria-selected", "false");
  chosen = index;
  const item = list.children[chosen];
  item?.setAttribute("aria-selected", "true");
  item?.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", item?.id ?? "");
}

function take(index: number): void {
  field.value = options[index]?.line ?? field.value;
  field.dispatchEvent(new InputEvent("input"));
}

// The field keeps the focus: a press on the list would otherwise take it away before the click.
on(list, "pointerdown", (event) => event.preventDefault());
on(list, "click", ({ target }) =>
  take([...list.children].indexOf((target as Element).closest("li") as Element)),
);
on(field, "blur", () => offer([]));
