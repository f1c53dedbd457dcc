import { shortNumber } from './axis.ts';
import type { Axis } from './axis.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import type { Point } from './thin.ts';

/** A line of a chart. */
export interface Curve {
  /** In the legend; absent for a chart with one curve. */
  readonly name?: string;
  /** How it is drawn: noise behind, a strong line, or a line with a dot at each point. */
  readonly look: 'noise' | 'line' | 'dots';
  readonly points: readonly Point[];
}

/** What is shown while the pointer is at a place of the x axis. */
export interface Readout {
  readonly x: number;
  readonly text: string;
}

/** A chart of lines over steps. */
export interface LineChart {
  /** Above the chart, with its unit. */
  readonly title: string;
  /** The chart in words, for those who do not see it. */
  readonly description: string;
  readonly curves: readonly Curve[];
  readonly xAxis: Axis;
  readonly yAxis: Axis;
  readonly readouts: readonly Readout[];
  /** Width and height in CSS pixels where there is room. */
  readonly size: readonly [width: number, height: number];
}

/** Radius of a dot. */
const DOT = 3;
const MARGIN = { top: 26, right: 30, bottom: 40, left: 58 };

/**
 * The chart as a figure with inline SVG. It needs no script: what the pointer is at is shown by style sheet. Points
 * outside the axes are clipped.
 */
export function lineChart({ title, description, curves, xAxis, yAxis, readouts, size }: LineChart): Html {
  const [width, height] = size;
  const plot = { right: width - MARGIN.right, bottom: height - MARGIN.bottom };
  const xOf = scale(xAxis, MARGIN.left, plot.right);
  const yOf = scale(yAxis, plot.bottom, MARGIN.top);
  const id = `plot-${title.replace(/\W+/gu, '-')}`;
  const named = curves.filter(({ name, points }) => name !== undefined && points.length > 0);
  return html`<figure>
<figcaption><b>${title}</b>${named.map(({ name, look }) => html`
<span class="key ${look}">${name}</span>`)}</figcaption>
<div class="chart"><svg viewBox="0 0 ${width} ${height}" style="min-width:${Math.round(0.7 * width)}px;
max-width:${Math.round(1.3 * width)}px" role="img"
 aria-label="${description}">
<clipPath id="${id}"><rect x="${MARGIN.left - DOT}" y="${MARGIN.top - DOT}"
 width="${plot.right - MARGIN.left + 2 * DOT}" height="${plot.bottom - MARGIN.top + DOT}"/></clipPath>
${yAxis.ticks.map((tick) => html`<path class="grid" d="M${MARGIN.left} ${yOf(tick)}H${plot.right}"/><text class="tick"
 text-anchor="end" x="${MARGIN.left - 8}" y="${Number(yOf(tick)) + 4}">${shortNumber(tick)}</text>`)}
${xAxis.ticks.map((tick) => html`<path class="grid" d="M${xOf(tick)} ${plot.bottom}v5"/><text class="tick"
 text-anchor="middle" x="${xOf(tick)}" y="${plot.bottom + 18}">${shortNumber(tick)}</text>`)}
<path class="axis" d="M${MARGIN.left} ${plot.bottom}H${plot.right}"/>
<text class="tick" text-anchor="end" x="${plot.right}" y="${height - 5}">step</text>
<g clip-path="url(#${id})">${curves.map((curve) => drawCurve(curve, xOf, yOf))}</g>
${drawReadouts(readouts, xOf, plot)}</svg></div></figure>`;
}

type Place = (value: number) => string;

/** Coordinates with one decimal: finer ones cannot be seen. */
function scale({ low, high }: Axis, from: number, to: number): Place {
  return (value) => String(Math.round(10 * (from + ((value - low) / (high - low)) * (to - from))) / 10);
}

function drawCurve({ look, points }: Curve, xOf: Place, yOf: Place): Html {
  const places = points.map(([x, y]) => `${xOf(x)} ${yOf(y)}`);
  const line = html`<path class="curve ${look}" d="${places.length > 0 ? `M${places.join('L')}` : ''}"/>`;
  // A line of one point cannot be seen.
  if (look !== 'dots' && points.length > 1) return line;
  return html`${line}${points.map(([x, y]) => html`
<circle class="${look}" cx="${xOf(x)}" cy="${yOf(y)}" r="${DOT}"/>`)}`;
}

function drawReadouts(readouts: readonly Readout[], xOf: Place, plot: { right: number; bottom: number }): Html[] {
  const xs = readouts.map(({ x }) => Number(xOf(x)));
  return readouts.map(({ text }, i) => {
    const start = i === 0 ? MARGIN.left : (xs[i - 1]! + xs[i]!) / 2;
    const end = i === xs.length - 1 ? plot.right : (xs[i]! + xs[i + 1]!) / 2;
    const [y, height] = [MARGIN.top, plot.bottom - MARGIN.top];
    return html`<g class="at"><rect x="${start.toFixed(1)}" y="${y}" width="${Math.max(0, end - start).toFixed(1)}"
 height="${height}"/><path d="M${xs[i]} ${y}v${height}"/><text x="${MARGIN.left}" y="${y - 10}">${text}</text></g>`;
  });
}
