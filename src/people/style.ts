import { createHash } from "node:crypto";

/** All of the pages' look: they load nothing. */
export const STYLE = `:root{color-scheme:light dark;--bg:light-dark(#f5f6f8,#121419);--surface:light-dark(#fff,#1a1d23);--border:light-dark(#dcdfe5,#2f343d);--edge:light-dark(#80868f,#7d8590);--text:light-dark(#1a1d23,#e7e9ed);--quiet:light-dark(#565d68,#a2a9b4);--fill:light-dark(#2b59c3,#3a66cf);--hover:light-dark(#234aa6,#2f5bc2);--bad:light-dark(#b3261e,#ff9a91);--danger:light-dark(#b3261e,#c0352c);--focus:light-dark(#2b59c3,#8fb1ff)}
*{box-sizing:border-box}
[hidden]{display:none}
body{margin:0;padding:1rem;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
main{width:100%;max-width:34rem;padding:2rem;background:var(--surface);border:1px solid var(--border);border-radius:.75rem;overflow-wrap:anywhere}
@media(max-width:30rem){main{padding:1.25rem}}
h1{margin:0 0 .75rem;font-size:1.375rem;line-height:1.3}
h1:only-child{margin:0;font-size:1.125rem}
p{margin:0;white-space:pre-line}
p+p{margin-top:.75rem}
a{color:light-dark(#2b59c3,#8fb1ff)}
small,.hint{color:var(--quiet);font-size:.875rem}
.problem{color:var(--bad);font-weight:600}
form{margin-top:1.5rem}
.field{margin-bottom:1.25rem}
label{display:block;font-weight:600}
label small{font-weight:400}
.hint+.problem{margin-top:0}
input,textarea,select{display:block;width:100%;min-height:2.75rem;margin-top:.25rem;padding:.5rem .75rem;border:1px solid var(--edge);border-radius:.5rem;background:var(--surface);color:inherit;font:inherit}
[aria-invalid]{border:2px solid var(--bad)}
.check{display:grid;grid-template-columns:auto 1fr;gap:0 .75rem;align-items:center}
.check input{width:1.5rem;min-height:1.5rem;margin:0;accent-color:var(--fill)}
.check p{grid-column:2}
.choices{display:flex;flex-wrap:wrap;gap:.75rem}
button{min-height:2.75rem;padding:.5rem 1.25rem;border:1px solid transparent;border-radius:.5rem;background:var(--fill);color:#fff;font:inherit;font-weight:600;cursor:pointer}
button:hover{background:var(--hover)}
.danger{background:var(--danger)}
.danger:hover{background:var(--danger);text-decoration:underline}
.plain,.plain:hover{border-color:var(--edge);background:none;color:inherit}
.plain:hover{text-decoration:underline}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.who{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;justify-content:space-between;padding-top:1rem;border-top:1px solid var(--border);color:var(--quiet);font-size:.875rem}
@media(forced-colors:active){button{border-color:ButtonText}}`;

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
