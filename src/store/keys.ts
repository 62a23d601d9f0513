/** Every key begins with the prefix, which carries a hash tag, so that scripts may touch several at once. */
export interface Keys {
  readonly prefix: string;
  readonly inbox: string;
  readonly cursor: string;
  readonly bad: string;
  readonly hand: string;
  readonly due: string;
  readonly epochs: string;
  readonly open: string;
  readonly waiting: string;
  readonly incidents: string;
  readonly clock: string;
  readonly outbox: string;
  readonly effects: string;
  readonly reaches: string;
  readonly nudge: string;
  readonly silences: string;
  readonly held: string;
  readonly restoring: string;
  incident(id: string): string;
  fingerprint(fp: string): string;
  lease(name: string): string;
  page(id: string): string;
  cards(room: string): string;
  shown(room: string): string;
  sayings(room: string): string;
}

export function keysFor(prefix: string): Keys {
  const key = (name: string): string => prefix + name;
  return {
    prefix,
    inbox: key("inbox"),
    cursor: key("inbox:cursor"),
    bad: key("inbox-bad"),
    hand: key("inbox:hand"),
    due: key("due"),
    epochs: key("due:epoch"),
    open: key("open"),
    waiting: key("waiting"),
    incidents: key("incidents"),
    clock: key("clock"),
    outbox: key("outbox"),
    effects: key("effects"),
    reaches: key("reaches"),
    nudge: key("nudge"),
    silences: key("silences"),
    held: key("held"),
    restoring: key("restoring"),
    incident: (id) => key(`incident:${id}`),
    fingerprint: (fp) => key(`fp:${fp}`),
    lease: (name) => key(`lease:${name}`),
    page: (id) => key(`page:${id}`),
    cards: (room) => key(`cards:${room}`),
    shown: (room) => key(`cards:${room}:shown`),
    sayings: (room) => key(`sayings:${room}`),
  };
}
