import type { Schema } from "hast-util-sanitize";

/** All that may be in the HTML made of Markdown. */
export const HTML_SCHEMA: Schema = {
  tagNames: [
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
  ],
  attributes: {
    a: ["href", "rel", "title"],
    code: [["className", /^language-[\w+#-]{1,30}$/]],
    ...Object.fromEntries(["h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => [tag, ["id"]])),
    ol: ["start"],
    td: ["align"],
    th: ["align"],
  },
  protocols: { href: ["http", "https", "mailto"] },
  clobber: [],
  strip: ["script", "style"],
};

/** For text that may show pictures of ours; what their addresses may be is settled before. */
export const WITH_PICTURES: Schema = {
  ...HTML_SCHEMA,
  tagNames: [...(HTML_SCHEMA.tagNames ?? []), "img"],
  attributes: { ...HTML_SCHEMA.attributes, img: ["src", "alt"] },
};
