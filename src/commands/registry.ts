import { accept } from "./accept.ts";
import { ack } from "./ack.ts";
import { chart } from "./chart.ts";
import type { Command } from "./command.ts";
import { contact } from "./contact.ts";
import { decline } from "./decline.ts";
import { escalate } from "./escalate.ts";
import { handoff } from "./handoff.ts";
import { helpOver } from "./help.ts";
import { here } from "./here.ts";
import { incidents } from "./incidents.ts";
import { link } from "./link.ts";
import { oncall } from "./oncall.ts";
import { phone } from "./phone.ts";
import { playbook } from "./playbook.ts";
import { rehearse } from "./rehearse.ts";
import { resolve } from "./resolve.ts";
import { signin } from "./signin.ts";
import { silence } from "./silence.ts";
import { take } from "./take.ts";
import { unack } from "./unack.ts";
import { unsilence } from "./unsilence.ts";

/** In the order in which `help` lists them. */
export const COMMANDS: readonly Command[] = [
  playbook,
  ack,
  unack,
  resolve,
  escalate,
  incidents,
  chart,
  here,
  oncall,
  handoff,
  accept,
  decline,
  take,
  contact,
  phone,
  link,
  silence,
  unsilence,
  rehearse,
  signin,
  helpOver(() => COMMANDS),
];
