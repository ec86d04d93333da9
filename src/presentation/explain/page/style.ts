/** The look of the page: one column, light or dark to match the reader's system, plain in print. */

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
.verdict.switched{color:var(--accent)}.verdict.not-switched{color:var(--good)}.verdict.undetermined{color:var(--bad)}
dl.facts{display:grid;grid-template-columns:9rem 1fr;gap:.3rem 1rem;margin:1rem 0}
dl.facts dt{color:var(--soft)}
dl.facts dd{margin:0}
dl.facts dd p{margin:0 0 .15rem}
.beware{border-left:4px solid var(--bad);background:var(--tint);padding:.6rem .9rem;margin:1rem 0}
ol.do{padding-left:1.4rem}
ol.do li{margin:.3rem 0}
figure{margin:1rem 0;border:1px solid var(--line);border-radius:8px;padding:.75rem}
figcaption{color:var(--soft);font-size:.85rem;margin-top:.4rem}
svg.picture{display:block;width:100%;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
svg.narrow{display:none}
@media (max-width:40rem){svg.wide{display:none}svg.narrow{display:block}dl.facts{grid-template-columns:1fr;gap:0 0}dl.facts dd{margin-bottom:.5rem}}
svg text{fill:var(--ink)}
svg .group{font-weight:600;font-size:13px}
svg .lane,svg .tick{fill:var(--soft)}
svg .rail{stroke:var(--line)}
svg .grid{stroke:var(--line);stroke-dasharray:2 4}
svg .bar.good{fill:var(--good-fill);stroke:var(--good)}
svg .bar.bad{fill:var(--bad-fill);stroke:var(--bad);stroke-dasharray:4 3}
svg .bar.between{fill:var(--between-fill);stroke:var(--between)}
svg .bar.unknown{fill:var(--unknown-fill);stroke:var(--soft);stroke-dasharray:1 3}
svg .on-bar{font-size:11px}
svg .mark.bad{stroke:var(--bad);stroke-width:2.2;fill:none}
svg .mark.good{stroke:var(--good);stroke-width:2;fill:var(--paper)}
svg .mark.neutral{stroke:var(--soft);stroke-width:1.5;fill:var(--paper)}
svg line.decision{stroke:var(--accent);stroke-width:2}
svg text.decision{fill:var(--accent);font-weight:600}
.legend{display:inline-flex;flex-wrap:wrap;gap:.2rem 1rem}
ol.timeline{list-style:none;margin:0;padding:0;border-top:1px solid var(--line)}
ol.timeline>li{border-bottom:1px solid var(--line)}
ol.timeline summary{display:grid;grid-template-columns:7.6rem 5rem 1.2rem 1fr;gap:.5rem;padding:.35rem .25rem;cursor:pointer}
ol.timeline summary::-webkit-details-marker{display:none}
ol.timeline summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
ol.timeline time,ol.timeline .since{font-variant-numeric:tabular-nums;color:var(--soft);white-space:nowrap}
ol.timeline .bad{color:var(--bad)}ol.timeline .good{color:var(--good)}ol.timeline .neutral{color:var(--soft)}
ol.timeline li.decided summary{font-weight:600}
@media (max-width:40rem){ol.timeline summary{grid-template-columns:7rem 4.6rem minmax(0,1fr)}ol.timeline .means{grid-column:1/-1}}
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
svg.wide{display:block}svg.narrow{display:none}
details::details-content{content-visibility:visible;block-size:auto;height:auto}
figure,ol.timeline>li,tr{break-inside:avoid}
h2,h3{break-after:avoid}
ol.timeline summary{padding:.15rem 0}
pre{padding:.2rem .5rem}
}`;
