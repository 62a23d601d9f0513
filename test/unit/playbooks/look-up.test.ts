import { describe, expect, it } from "vitest";
import {
  alertNamed,
  inboundAlert,
  policyNamed,
  sectionOfAlert,
} from "../../../src/playbooks/look-up.ts";
import { alertBlock, bookOf, policyBlock } from "./book-parts.ts";

const book = bookOf(
  {
    path: "errors.md",
    text: [
      alertBlock(
        "name: errors\nsource: inbound\nmatch: { alertname: HighErrorRate, team: web }",
      ).replace("A thing is wrong", "Errors"),
      alertBlock("name: errors-any\nsource: inbound\nmatch: { alertname: HighErrorRate }").replace(
        "A thing is wrong",
        "Any errors",
      ),
      alertBlock("name: everything\nsource: inbound\nmatch: {}"),
      alertBlock("name: by-name\nsource: inbound"),
      alertBlock("name: own\nsource: host\nmeasure: load\nabove: 5"),
    ].join("\n"),
  },
  { path: "escalation.md", text: policyBlock("name: slow") },
);

describe("looking up the book", () => {
  it("finds alerts and policies by their exact name", () => {
    expect(alertNamed(book, "own")).toBe(book.alerts[4]);
    expect(alertNamed(book, "Own")).toBeNull();
    expect(policyNamed(book, "slow")).toBe(book.policies[0]);
    expect(policyNamed(book, "default")).toBeNull();
  });

  it("finds the section in which an alert's block stands", () => {
    expect(sectionOfAlert(book, "errors-any")?.heading).toBe("Any errors");
    expect(sectionOfAlert(book, "gone")).toBeNull();
  });
});

describe("a signal from outside", () => {
  it.each([
    ["by the name of an alert", { alert: "by-name", labels: {} }, "by-name"],
    ["by the name of an alert that we measure", { alert: "own", labels: {} }, "own"],
    [
      "by its own name as the label alertname",
      { alert: "HighErrorRate", labels: { team: "web", host: "a" } },
      "errors",
    ],
    [
      "by the first alert whose labels all fit",
      { alert: "HighErrorRate", labels: { team: "db" } },
      "errors-any",
    ],
    [
      "by its name rather than by a label that claims another",
      { alert: "Other", labels: { alertname: "HighErrorRate" } },
      undefined,
    ],
    [
      "by nothing when an inbound alert without labels would fit all",
      { alert: "Unheard", labels: {} },
      undefined,
    ],
    ["by nothing that every object has", { alert: "constructor", labels: {} }, undefined],
  ])("is known %s", (_how, signal, name) => {
    expect(inboundAlert(book, signal)?.name).toBe(name);
  });

  it("is not known by the labels of an alert that we measure", () => {
    const [errors] = book.alerts;
    const measured = { ...errors!, source: { ...errors!.source, kind: "host" } };

    expect(
      inboundAlert(
        { ...book, alerts: [measured] },
        { alert: "HighErrorRate", labels: { team: "web" } },
      ),
    ).toBeNull();
  });
});
