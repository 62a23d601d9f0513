import { escapeHtml } from "../../lib/escape-html.ts";

/** A whole page around a body that is safe already. No script; the style sheet is the room's. */
export function shell(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/style.css">
</head>
<body>
<div class="sheet">
<nav aria-label="Pages"><a href="/">Home</a> <a href="/incidents">Incidents</a> <a href="/playbooks">Playbooks</a></nav>
<main>
${body}
</main>
</div>
</body>
</html>
`;
}
