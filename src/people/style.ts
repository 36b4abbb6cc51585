import { createHash } from "node:crypto";

/** All of the pages' look: they load nothing. */
export const STYLE = `:root{color-scheme:light dark;--bg:light-dark(#f5f6f8,#121419);--surface:light-dark(#fff,#1a1d23);--border:light-dark(#dcdfe5,#2f343d);--text:light-dark(#1a1d23,#e7e9ed);--fill:light-dark(#2b59c3,#3a66cf);--hover:light-dark(#234aa6,#4a76de);--focus:light-dark(#2b59c3,#8fb1ff)}
*{box-sizing:border-box}
body{margin:0;padding:1rem;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:34rem;padding:2rem;background:var(--surface);border:1px solid var(--border);border-radius:.75rem;overflow-wrap:anywhere}
h1{margin:0 0 .75rem;font-size:1.375rem;line-height:1.3}
p{margin:0;white-space:pre-line}
form{margin-top:1.5rem}
button{min-height:2.75rem;padding:.5rem 1.25rem;border:0;border-radius:.5rem;background:var(--fill);color:#fff;font:inherit;font-weight:600;cursor:pointer}
button:hover{background:var(--hover)}
button:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
@media(forced-colors:active){button{border:1px solid}}`;

const hash = createHash("sha256").update(STYLE).digest("base64");

/**
 * No script, nothing from elsewhere, in nobody's frame. The referrer policy keeps the link's token from other sites; under
 * `no-referrer` browsers would send no `Origin` with the form.
 */
export const PAGE_HEADERS = {
  "content-security-policy": `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-robots-tag": "noindex, nofollow",
  "cache-control": "no-store",
};
