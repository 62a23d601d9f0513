import { describe, expect, it } from "vitest";
import { incidentsPage, type IncidentsPage } from "../../../../src/http/pages/incidents-page.ts";
import { incident, SUNDAY_AT_15_UTC as NOW } from "../../../support/in-memory-watch.ts";

function page(some: Partial<IncidentsPage> = {}): string {
  return incidentsPage({
    incidents: [],
    alert: null,
    olderThan: null,
    zone: "Europe/Berlin",
    now: NOW,
    ...some,
  });
}

describe("the list of incidents", () => {
  it("shows what needs somebody first, and links to each", () => {
    const html = page({
      incidents: [
        incident(3, { status: "resolved" }),
        incident(2, { status: "triggered", title: "Builds are queueing up", value: 8_200 }),
      ],
    });

    expect(html.indexOf("Needs somebody")).toBeLessThan(html.indexOf("Over"));
    expect(html).toContain('<a href="/incidents/2">#2 Builds are queueing up</a>');
    expect(html).not.toContain("Somebody has it");
  });

  it("names its alert, and leads on to older ones of it", () => {
    const html = page({ incidents: [incident(9)], alert: "disk & more", olderThan: 9 });

    expect(html).toContain("<h1>Incidents of disk &amp; more</h1>");
    expect(html).toContain('href="/incidents?alert=disk+%26+more&amp;before=9"');
  });

  it("says that there are none", () => {
    expect(page()).toContain("There are none.");
  });

  it("shows what comes from outside as text", () => {
    const html = page({
      incidents: [incident(1, { title: "<script>", labels: { "<b>": "<i>" } })],
    });

    expect(html).not.toMatch(/<script>|<b>|<i>/);
  });
});
