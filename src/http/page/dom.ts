export type Slot = string | number | null | Node | readonly Node[];
type Named<T> = Readonly<Record<string, T>>;

export function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

export function on<K extends keyof HTMLElementEventMap>(
  target: HTMLElement,
  type: K,
  listener: (event: HTMLElementEventMap[K]) => unknown,
): void {
  target.addEventListener(type, listener);
}

/** A copy of `<template id="a-...">`, filled. */
export function make(
  template: string,
  slots: Named<Slot>,
  attributes: Named<string | number> = {},
): HTMLElement {
  const copy = (byId(`a-${template}`) as HTMLTemplateElement).content.firstElementChild?.cloneNode(
    true,
  );
  return fill(copy as HTMLElement, slots, attributes);
}

/**
 * Writes text and nodes where `data-slot` says, and touches only what differs, so that focus, selection, scroll position
 * and what somebody opened survive an update. Text never becomes markup. A slot with nothing in it is hidden.
 */
export function fill(
  root: HTMLElement,
  slots: Named<Slot>,
  attributes: Named<string | number> = {},
): HTMLElement {
  for (const [name, value] of Object.entries(slots)) {
    const slot = root.querySelector<HTMLElement>(`[data-slot=${name}]`);
    if (!slot) continue;
    slot.hidden = value === null || value === "";
    if (typeof value === "object") put(slot, [value ?? []].flat());
    else if (slot.textContent !== String(value)) slot.textContent = String(value);
  }
  for (const [name, value] of Object.entries(attributes)) {
    root.setAttribute(name, String(value));
  }
  return root;
}

/** Makes these the children, and keeps those that are there already. */
export function put(parent: Element, nodes: readonly Node[]): void {
  for (const [index, node] of nodes.entries()) {
    const old = parent.childNodes[index];
    const hadFocus = old?.contains(document.activeElement);
    if (!old) parent.append(node);
    else if (!old.isEqualNode(node)) old.replaceWith(node);
    if (hadFocus && !old?.isConnected) (node as HTMLElement).focus();
  }
  while (parent.childNodes.length > nodes.length) parent.lastChild?.remove();
}

/** The only way from a string to markup: for what the server has made safe. */
export function safeHtml(html: string): HTMLElement {
  const element = document.createElement("div");
  element.className = "text";
  element.innerHTML = html;
  for (const scrolling of element.querySelectorAll("pre, table"))
    scrolling.setAttribute("tabindex", "0");
  return element;
}
