/** The look of every page: one column, light or dark to match the reader's system, plain in print. */

const LIGHT = `--paper:#fff;--ink:#1b1d21;--soft:#565d66;--line:#d5d9de;--tint:#f4f6f8;--good:#1a7f37;--good-fill:#c9ecd2;--bad:#b3261e;--bad-fill:#f8d3d0;--between:#8a5300;--between-fill:#fbe3b8;--unknown-fill:#e6e8eb;--accent:#0b57d0`;
const DARK = `--paper:#14171a;--ink:#e6e8eb;--soft:#a9b1ba;--line:#3a4149;--tint:#1d2226;--good:#6fdd8b;--good-fill:#1f4a2b;--bad:#ff8a80;--bad-fill:#5c2320;--between:#f3c06b;--between-fill:#57401a;--unknown-fill:#30363c;--accent:#8ab4f8`;

export const STYLE = `
:root{color-scheme:light dark;${LIGHT}}
@media (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem clamp(.75rem,4vw,2rem) 4rem;max-width:68rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:.2rem 0 1rem}
h2{font-size:1.2rem;margin:2rem 0 .6rem}
h3{font-size:1rem;margin:1.5rem 0 .4rem}
p{margin:.4rem 0}
.kind{margin:0;color:var(--soft);font-size:.9rem}
.verdict{display:inline-block;padding:.1rem .6rem;border-radius:999px;font-weight:600;font-size:.85rem;border:1px solid currentColor}
.verdict.accent{color:var(--accent)}.verdict.good{color:var(--good)}.verdict.bad{color:var(--bad)}
dl.facts{display:grid;grid-template-columns:9rem 1fr;gap:.3rem 1rem;margin:1rem 0}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0}
dl.facts dd p{margin:0 0 .15rem}
.beware{border-left:4px solid var(--bad);background:var(--tint);padding:.6rem .9rem;margin:1rem 0}
ol.do{padding-left:1.4rem}
ol.do li{margin:.3rem 0}
@media (max-width:40rem){dl.facts{grid-template-columns:1fr;gap:0 0}dl.facts dd{margin-bottom:.5rem}}
pre{margin:0;padding:.5rem .75rem .75rem;white-space:pre-wrap;background:var(--tint);font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
pre .where{color:var(--soft);display:block}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.95rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}
th,td{overflow-wrap:break-word}
td time,td code{white-space:nowrap}
@media (max-width:40rem){td code{white-space:normal}}
th{color:var(--soft);font-weight:600}
footer{margin-top:3rem;color:var(--soft);font-size:.85rem}
@media print{
:root{color-scheme:light;${LIGHT}}
body{max-width:none;padding:0;font-size:10.5pt}
tr{break-inside:avoid}
h2,h3{break-after:avoid}
pre{padding:.2rem .5rem}
details::details-content{content-visibility:visible;block-size:auto;height:auto}
}`;
