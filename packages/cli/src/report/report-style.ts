/** The style sheet of a report: light and dark by the reader's choice, for wide and narrow windows. */
export const reportStyle = `
:root { color-scheme: light dark; --page: #fff; --ink: #1b1f24; --dim: #5b6470; --rule: #e2e6eb; --panel: #f5f7f9;
  --noise: #a9c3e2; --line: #1b5fb8; --dots: #c4540a; --failed: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --page: #14171b; --ink: #e4e7eb; --dim: #9aa4b0; --rule: #2c323a;
  --panel: #1c2127; --noise: #3d5878; --line: #82b4f5; --dots: #f5a05a; --failed: #f2897f; } }
body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 920px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 24px; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
h2 { font-size: 17px; margin: 32px 0 4px; }
p { margin: 4px 0 12px; }
.state, h2 + p, .empty { color: var(--dim); }
.state.failed { color: var(--failed); overflow-wrap: anywhere; }
dl { display: flex; flex-wrap: wrap; gap: 10px 32px; margin: 16px 0 24px; padding: 14px 16px; background: var(--panel);
  border-radius: 8px; }
dt, figcaption, summary, .key { font-size: 13px; color: var(--dim); }
dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
figure { margin: 0 0 20px; }
figcaption b { color: var(--ink); font-weight: 600; margin-right: 12px; }
.key { display: inline-block; margin-right: 12px; }
.key::before { content: ''; display: inline-block; width: 16px; height: 3px; margin-right: 6px; vertical-align: middle;
  background: var(--line); }
.key.noise::before { background: var(--noise); }
.key.dots::before { width: 8px; height: 8px; border-radius: 4px; background: var(--dots); }
.chart, .scroll { overflow-x: auto; }
svg { display: block; width: 100%; height: auto; }
.small { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr)); gap: 8px 20px;
  margin-top: 24px; }
.grid, .axis { stroke: var(--rule); fill: none; }
.axis { stroke: var(--dim); }
.tick, .at text { font: 12px system-ui, sans-serif; fill: var(--dim); font-variant-numeric: tabular-nums; }
.curve { fill: none; stroke: var(--line); stroke-width: 2; stroke-linejoin: round; }
.curve.noise { stroke: var(--noise); stroke-width: 1; }
.curve.dots { stroke: var(--dots); stroke-dasharray: 4 3; stroke-width: 1.5; }
circle { fill: var(--line); }
circle.noise { fill: var(--noise); }
circle.dots { fill: var(--dots); }
.at rect { fill: transparent; }
.at path { stroke: var(--dim); visibility: hidden; }
.at text { fill: var(--ink); visibility: hidden; }
.at:hover path, .at:hover text { visibility: visible; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 20px 4px 0; text-align: right; border-bottom: 1px solid var(--rule); white-space: nowrap; }
th { font-weight: 400; color: var(--dim); }
th:first-child { text-align: left; }
tbody th { color: var(--ink); }
.own th, .own td { font-weight: 600; }
.bar svg { width: 220px; }
.bar rect { fill: var(--noise); }
.own .bar rect { fill: var(--line); }
pre { margin: 0; padding: 14px 16px; background: var(--panel); border-radius: 8px; white-space: pre-wrap;
  overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, monospace; unicode-bidi: isolate; }
.sample pre b { color: var(--line); }
details { margin-top: 12px; border-top: 1px solid var(--rule); padding-top: 12px; }
summary { cursor: pointer; font-size: 15px; color: var(--ink); }
details > :not(summary) { margin-top: 10px; }
`;
