import { createHash } from "node:crypto";

/** All that a page behind a link wears: it is opened on a phone that may reach nothing else of ours. An old one knows no variables, so each colour stands before them once more. */
export const LINK_STYLE = `
:root{color-scheme:light dark;--paper:#f8f5ee;--ink:#1d1b18;--soft:#5d5950;--line:#d9d2c4;--warm:#a93a0b;--warm-ink:#fffaf5;--cool:#0d5a76}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--ink:#ebe6da;--soft:#aaa59a;--line:#383c42;--warm:#ffa06b;--warm-ink:#221004;--cool:#82c5e2}}
*{-webkit-box-sizing:border-box;box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;font:100%/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:#1d1b18;color:var(--ink);background:#f8f5ee;background:var(--paper);overflow-wrap:anywhere}
main,article{display:block}
main{max-width:44rem;margin:0 auto;padding:1rem}
h1{font-size:1.5rem;line-height:1.25;margin:.25rem 0}
h2{font-size:1.25rem;line-height:1.25;margin:1.5rem 0 .25rem}
h3{font-size:1rem;margin:1rem 0 .25rem}
article{border-top:1px solid #d9d2c4;border-top-color:var(--line);padding:.5rem 0}
p{margin:.25rem 0 .5rem}
.measure{font-size:1.25rem;font-variant-numeric:tabular-nums}
.soft{color:#5d5950;color:var(--soft)}
.triggered .standing{color:#a93a0b;color:var(--warm);font-weight:600}
.acknowledged .standing{color:#0d5a76;color:var(--cool);font-weight:600}
a{color:#0d5a76;color:var(--cool)}
img{max-width:100%;height:auto}
pre{overflow-x:auto;padding:.5rem;border:1px solid #d9d2c4;border-color:var(--line);border-radius:6px}
code{font-size:1rem}
li{margin:.25rem 0}
form{position:-webkit-sticky;position:sticky;bottom:0;padding:.75rem 0;background:#f8f5ee;background:var(--paper)}
button{width:100%;min-height:52px;min-height:3.25rem;font:inherit;font-size:1.2rem;font-weight:600;border:0;border-radius:10px;color:#fffaf5;color:var(--warm-ink);background:#a93a0b;background:var(--warm)}
`;

/** For the content policy: no other style is let in. */
export const LINK_STYLE_HASH = `sha256-${createHash("sha256").update(LINK_STYLE).digest("base64")}`;
