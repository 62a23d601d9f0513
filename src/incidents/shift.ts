import type { Phase, Resume } from "./incident.ts";

/** The clock was set back: every planned instant moves with it, so that what was five minutes away still is. */
export function shiftedBack(phase: Phase, byMs: number): Phase {
  switch (phase.kind) {
    case "waiting":
      return { ...phase, since: phase.since - byMs, until: phase.until - byMs };
    case "step":
      return {
        ...phase,
        startedAt: phase.startedAt - byMs,
        plannedAt: phase.plannedAt - byMs,
        late: phase.late && { ...phase.late, at: phase.late.at - byMs },
        ...(phase.planned && {
          planned: phase.planned.map((page) => ({ ...page, at: page.at - byMs })),
        }),
      };
    case "silenced":
      return { ...phase, until: phase.until - byMs };
    case "acknowledged":
      return {
        ...phase,
        remindAt: phase.remindAt - byMs,
        reopenAt: phase.reopenAt - byMs,
        resume: resumeShiftedBack(phase.resume, byMs),
      };
    case "noting":
      return { ...phase, until: phase.until === null ? null : phase.until - byMs };
    case "resolved":
      return {
        ...phase,
        closedUntil: phase.closedUntil === null ? null : phase.closedUntil - byMs,
      };
  }
}

function resumeShiftedBack(resume: Resume, byMs: number): Resume {
  switch (resume.kind) {
    case "wait":
    case "step":
      return resume;
    case "silenced":
      return { ...resume, until: resume.until - byMs };
    case "noting":
      return { ...resume, until: resume.until === null ? null : resume.until - byMs };
  }
}
