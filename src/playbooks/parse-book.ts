import { createHash } from "node:crypto";
import type { AlertDefinition } from "../alerts/alert.ts";
import type { Policy } from "../incidents/policy.ts";
import type { BookFile, BookReading, Problem, Section } from "./book.ts";
import { checkAdvice } from "./check-advice.ts";
import { checkLinks } from "./check-links.ts";
import { checkNames } from "./check-names.ts";
import { readOutline, type Outline } from "./outline.ts";
import { byPlace } from "./problem.ts";
import { readAlert, type Read } from "./read-alert.ts";
import { readPolicy } from "./read-policy.ts";
import { sayAlert } from "./say-alert.ts";
import { sayPolicy } from "./say-policy.ts";
import { sectionsOf } from "./sections.ts";
import type { SourceKeys } from "./source-keys.ts";

/** One page of the book, understood. */
interface Chapter {
  readonly outline: Outline;
  readonly alerts: readonly Read<AlertDefinition>[];
  readonly policies: readonly Read<Policy>[];
}

/** Reads the whole book as a compiler would: every problem at once. Any error, and there is no book. */
export function parseBook(files: readonly BookFile[], sources: readonly SourceKeys[]): BookReading {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const chapters = sorted.map((file) => readChapter(file, sources));
  const problems = problemsOf(chapters);
  if (problems.some(({ severity }) => severity === "error")) return { ok: false, problems };
  const alerts = chapters.flatMap((chapter) =>
    chapter.alerts.flatMap(({ meaning }) => meaning ?? []),
  );
  const policies = chapters.flatMap((chapter) =>
    chapter.policies.flatMap(({ meaning }) => meaning ?? []),
  );
  return {
    ok: true,
    problems,
    book: {
      v: 1,
      version: versionOf(sorted),
      sections: chapters.flatMap(sectionsIn),
      alerts,
      policies,
    },
  };
}

function readChapter(file: BookFile, sources: readonly SourceKeys[]): Chapter {
  const outline = readOutline(file);
  return {
    outline,
    alerts: outline.blocks
      .filter(({ kind }) => kind === "alert")
      .map((block) => readAlert(block, sources)),
    policies: outline.blocks
      .filter(({ kind }) => kind === "policy")
      .map((block) => readPolicy(block)),
  };
}

function problemsOf(chapters: readonly Chapter[]): readonly Problem[] {
  const outlines = chapters.map(({ outline }) => outline);
  const alerts = chapters.flatMap((chapter) => chapter.alerts);
  const policies = chapters.flatMap((chapter) => chapter.policies);
  return [
    ...outlines.flatMap((outline) => outline.problems),
    ...[...alerts, ...policies].flatMap((read) => read.problems),
    ...checkNames(alerts, policies),
    ...chapters.flatMap((chapter) => checkAdvice(chapter.outline, chapter.alerts)),
    ...checkLinks(outlines),
  ].toSorted(byPlace);
}

function sectionsIn({ outline, alerts, policies }: Chapter): readonly Section[] {
  const replacements = [
    ...alerts.flatMap(({ block, meaning }) =>
      meaning === null ? [] : { ...block, text: sayAlert(meaning), alert: meaning.name },
    ),
    ...policies.flatMap(({ block, meaning }) =>
      meaning === null ? [] : { ...block, text: sayPolicy(meaning), alert: null },
    ),
  ];
  return sectionsOf(
    outline,
    replacements.toSorted((a, b) => a.start - b.start),
  );
}

function versionOf(files: readonly BookFile[]): string {
  return createHash("sha256")
    .update(JSON.stringify(files.map(({ path, text }) => [path, text])))
    .digest("hex");
}
