/** The look of the pictures of an incident, and of the list of its evidence. */

export const INCIDENT_STYLE = `
figure{margin:1rem 0;border:1px solid var(--line);border-radius:8px;padding:.75rem}
figcaption{color:var(--soft);font-size:.85rem;margin-top:.4rem}
svg.picture{display:block;width:100%;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
svg.narrow{display:none}
@media (max-width:40rem){svg.wide{display:none}svg.narrow{display:block}}
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
@media print{
svg.wide{display:block}svg.narrow{display:none}
figure,ol.timeline>li{break-inside:avoid}
ol.timeline summary{padding:.15rem 0}
}`;
