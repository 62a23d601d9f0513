import { escapeHtml } from "../../lib/escape-html.ts";
import type { Person } from "../../oncall/person.ts";
import { shell } from "./shell.ts";

const HOW = `
<p>A personal link lets you in, for twelve hours on this device:</p>
<ul>
<li>On the machine that watchroom runs on: <code>npx watchroom signin "Your Name"</code></li>
<li>From a device on which you are signed in: write <code>/signin</code> in the room.</li>
</ul>
<p>It works once, within 15 minutes.</p>`;

/** For a browser that is nobody yet. */
export function signInNeededPage(): string {
  return shell("Sign in", `<h1>Sign in to watchroom</h1>${HOW}`);
}

/** Opening a link signs nobody in: what scans messages for bad links opens it, too. */
export function confirmSignInPage(name: string, person: Person | null): string {
  const shown = escapeHtml(person?.name ?? name);
  const fresh = `<p>${shown} is new here, and joins the team.</p>
<p><label><input type="checkbox" name="responder" value="yes"> Page me: watchroom may call me when nobody is in the room</label></p>`;
  return shell(
    "Sign in",
    `<h1>Sign in as ${shown}</h1>
<form method="post">
${person ? "" : fresh}
<p><button type="submit">Sign in as ${shown}</button></p>
</form>
<p>Not you? Close this page; nothing has happened.</p>`,
  );
}

export function linkOverPage(isUsed: boolean): string {
  const what = isUsed ? "This link was used already" : "This link is over";
  return shell(what, `<h1>${what}</h1>${HOW}`);
}
