import type { Route, WebReply, WebRequest } from "../ports/web.ts";
import { chartOf } from "../watch/chart-of.ts";
import type { Watch } from "../watch/watch.ts";
import { loadAssets, PAGE_HEADERS } from "./assets.ts";
import { incidentPage } from "./pages/incident-page.ts";
import { incidentsPage } from "./pages/incidents-page.ts";
import { playbookPage } from "./pages/playbook-page.ts";
import { playbooksIndexPage } from "./pages/playbooks-index-page.ts";

const PAGE_LENGTH = 100;
const PAGE = new URL("./page/", import.meta.url);

/** Scripts and styles: they hold nothing of the team's, and pages without a sign-in need them. */
export function assetRoutes(): readonly Route[] {
  const asset = loadAssets(PAGE);
  return [
    {
      method: "GET",
      path: "/assets/:file",
      handle: ({ params }) => Promise.resolve(asset(params["file"] ?? "")),
    },
  ];
}

/** The local room's page if that is one of the team's rooms, the book, and the incidents. */
export function pageRoutes(
  watch: Watch,
  { hasRoom }: { readonly hasRoom: boolean },
): readonly Route[] {
  const asset = loadAssets(PAGE);
  return [
    {
      method: "GET",
      path: "/",
      handle: ({ query }) =>
        hasRoom ? Promise.resolve(asset("index.html")) : incidents(watch, query),
    },
    { method: "GET", path: "/incidents", handle: ({ query }) => incidents(watch, query) },
    {
      method: "GET",
      path: "/playbooks",
      handle: () => Promise.resolve(html(playbooksIndexPage(watch.book()))),
    },
    {
      method: "GET",
      path: "/playbooks/*",
      handle: ({ params }) => Promise.resolve(playbook(watch, params["*"] ?? "")),
    },
    {
      method: "GET",
      path: "/incidents/:number",
      handle: ({ params }) => incident(watch, Number(params["number"])),
    },
  ];
}

function playbook(watch: Watch, file: string): WebReply {
  const page = playbookPage(watch.book(), file);
  return page === null
    ? { status: 404, body: { error: `The book has no file "${file}".` } }
    : html(page);
}

async function incidents(watch: Watch, query: WebRequest["query"]): Promise<WebReply> {
  const { alert = null, before } = query;
  const below = /^[1-9]\d{0,8}$/.test(before ?? "") ? Number(before) : null;
  const found = await watch.incidents.list({
    limit: PAGE_LENGTH + 1,
    ...(alert !== null && { alert }),
    ...(below !== null && { before: below }),
  });
  const shown = found.slice(0, PAGE_LENGTH);
  return html(
    incidentsPage({
      incidents: shown,
      alert,
      olderThan: found.length > PAGE_LENGTH ? (shown.at(-1)?.number ?? null) : null,
      zone: watch.zone,
      now: watch.clock.now(),
    }),
  );
}

async function incident(watch: Watch, number: number): Promise<WebReply> {
  const id = Number.isSafeInteger(number) ? await watch.incidents.idOf(number) : null;
  const found = id === null ? null : await watch.incidents.load(id);
  if (!found) return { status: 404, body: { error: `There is no incident #${number}.` } };
  const now = watch.clock.now();
  const [timeline, deliveries] = await Promise.all([
    watch.incidents.timeline(found.id),
    watch.incidents.deliveries(found.id),
  ]);
  return html(
    incidentPage({
      incident: found,
      timeline,
      deliveries,
      zone: watch.zone,
      now,
      chart: await chartOf(watch, found, now),
    }),
  );
}

function html(body: string): WebReply {
  return {
    status: 200,
    body,
    headers: { ...PAGE_HEADERS, "content-type": "text/html; charset=utf-8" },
  };
}
