import type { Route, WebReply } from "../ports/web.ts";
import { chartOf } from "../watch/chart-of.ts";
import type { Watch } from "../watch/watch.ts";
import { loadAssets, PAGE_HEADERS } from "./assets.ts";
import { incidentPage } from "./pages/incident-page.ts";
import { playbookPage } from "./pages/playbook-page.ts";
import { playbooksIndexPage } from "./pages/playbooks-index-page.ts";

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

/** The local room's page, the book, and one incident. */
export function pageRoutes(watch: Watch): readonly Route[] {
  const asset = loadAssets(PAGE);
  return [
    { method: "GET", path: "/", handle: () => Promise.resolve(asset("index.html")) },
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
