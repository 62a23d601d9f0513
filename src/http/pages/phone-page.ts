import { escapeHtml } from "../../lib/escape-html.ts";
import { oneLine } from "../../lib/plain.ts";
import { markdownToHtml } from "../../playbooks/render-html.ts";
import { shell } from "./shell.ts";

const MAX_NAME = 40;

export interface PhonePage {
  readonly name: string;
  /** What was answered to what they sent last, as Markdown; null: nothing was sent yet. */
  readonly said: string | null;
  /** A number waits for its code. */
  readonly waits: boolean;
  /** Pushover is set up. */
  readonly takesKey: boolean;
}

/** Where one person gives their number, and the code that proves it. Works without script. */
export function phonePage({ name, said, waits, takesKey }: PhonePage): string {
  const title = "Your phone";
  return shell(
    title,
    `<h1>${title}</h1>
<p>For ${escapeHtml(oneLine(name, MAX_NAME))}. Only watchroom sees the number, and calls it when you are paged.</p>
${said === null ? "" : `<div role="status">${markdownToHtml(said)}</div>`}
${waits ? codeForms() : ""}
${numberForm(waits)}
${takesKey ? keyForm() : ""}`,
  );
}

export function phoneDonePage(said: string): string {
  return shell(
    "Your phone",
    `<h1>Your phone</h1>
<div role="status">${markdownToHtml(said)}</div>
<p>This page is not needed any more. Close it.</p>`,
  );
}

export function phoneLinkOverPage(): string {
  const title = "This link is over";
  return shell(
    title,
    `<h1>${title}</h1>
<p>It works for 15 minutes, until a number is verified. Write <code>phone</code> in the room for another.</p>`,
  );
}

function codeForms(): string {
  return `<form method="post">
<p><label>The code of 6 digits<br>
<input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" maxlength="7" required></label></p>
<p><button type="submit">Verify</button></p>
</form>
<form method="post">
<input type="hidden" name="call" value="yes">
<p><button type="submit">Have a code said by a call instead</button></p>
</form>`;
}

function numberForm(waits: boolean): string {
  return `<form method="post">
<p><label>${waits ? "Another number, or the same for a new code" : "Phone number"}, with the country, as in +64 21 555 0100<br>
<input name="number" type="tel" autocomplete="tel" maxlength="30" required></label></p>
<p><button type="submit">Send a code</button></p>
</form>`;
}

function keyForm(): string {
  return `<h2>Pushover</h2>
<form method="post">
<p><label>Your user key; it stands on the first page of pushover.net<br>
<input name="pushover" autocomplete="off" spellcheck="false" maxlength="60" required></label></p>
<p><button type="submit">Ring me by Pushover</button></p>
</form>`;
}
