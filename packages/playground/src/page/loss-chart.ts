import { ticksOf } from './axis.ts';
import { formatCount } from './format.ts';
import { thinned } from './loss-series.ts';
import type { LossSeries, Point } from './loss-series.ts';

const MARGIN = { top: 18, right: 12, bottom: 26, left: 40 };
const NAMESPACE = 'http://www.w3.org/2000/svg';

/** Draws the losses of a run, with what the pointer is at. */
export class LossChart {
  private readonly svg: SVGSVGElement;
  private series: LossSeries;
  private lastStep = 0;
  private pointer: number | undefined;
  private isDue = false;

  constructor(svg: SVGSVGElement, series: LossSeries) {
    this.svg = svg;
    this.series = series;
    new ResizeObserver(() => this.draw()).observe(svg);
    svg.addEventListener('pointermove', ({ offsetX }) => this.point(offsetX));
    svg.addEventListener('pointerleave', () => this.point(undefined));
  }

  /** Shows another run. @param lastStep where its axis ends; 0: at its last step so far */
  show(series: LossSeries, lastStep: number): void {
    this.series = series;
    this.lastStep = lastStep;
    this.draw();
  }

  /** Draws before the next frame; many calls are one. */
  draw(): void {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.drawNow();
    });
  }

  private point(x: number | undefined): void {
    this.pointer = x;
    this.draw();
  }

  private drawNow(): void {
    const { clientWidth: width, clientHeight: height } = this.svg;
    const { training, smooth, heldOut } = this.series;
    const range = this.series.range();
    if (range === undefined) {
      const middle = { x: width / 2, y: height / 2, 'text-anchor': 'middle' };
      this.svg.replaceChildren(element('text', { class: 'empty', ...middle }, 'The loss is drawn here, step by step.'));
      return;
    }
    const [low, high] = range;
    const last = Math.max(this.lastStep, training.at(-1)?.[0] ?? 0, 10);
    const [left, right, bottom] = [MARGIN.left, width - MARGIN.right, height - MARGIN.bottom];
    const xOf = (step: number) => left + (step / last) * (right - left);
    const yOf = (loss: number) => MARGIN.top + ((high - loss) / (high - low)) * (bottom - MARGIN.top);
    const pathOf = (points: readonly Point[]) => points
      .map(([step, loss], i) => (
        `${i === 0 ? 'M' : 'L'}${xOf(step).toFixed(1)} ${clamp(yOf(loss), MARGIN.top, bottom).toFixed(1)}`
      )).join('');
    this.svg.replaceChildren(
      ...ticksOf(low, high, 5).flatMap((loss) => [
        element('path', { class: 'grid', d: `M${left} ${yOf(loss)}H${right}` }),
        element('text', { x: left - 8, y: yOf(loss) + 4, 'text-anchor': 'end' }, String(loss)),
      ]),
      ...ticksOf(0, last, Math.max(2, Math.floor(width / 110))).map((step) => (
        element('text', {
          x: xOf(step), y: height - 6, 'text-anchor': step === 0 ? 'start' : step === last ? 'end' : 'middle',
        }, step === 0 ? 'step 0' : formatCount(step))
      )),
      element('path', { class: 'noise', d: pathOf(thinned(training, width)) }),
      element('path', { class: 'line', d: pathOf(thinned(smooth, width)) }),
      element('path', { class: 'held-out', d: pathOf(heldOut) }),
      ...heldOut.map(([step, loss]) => element('circle', { cx: xOf(step), cy: yOf(loss), r: 3.5 })),
      ...this.readout(((this.pointer ?? left) - left) / (right - left) * last, xOf, bottom),
    );
  }

  /** What the pointer is at: a line at the nearest step, and the losses there in words. */
  private readout(pointedStep: number, xOf: (step: number) => number, bottom: number): SVGElement[] {
    const { pointer, series: { training, smooth } } = this;
    if (pointer === undefined || training.length === 0) return [];
    // Steps follow each other from 1 on.
    const at = clamp(Math.round(pointedStep), 1, training.length) - 1;
    const [step, loss] = training[at]!;
    const text = `step ${formatCount(step)}: ${loss.toFixed(3)}, smoothed ${smooth[at]![1].toFixed(3)}`;
    return [
      element('path', { class: 'cursor', d: `M${xOf(step)} ${MARGIN.top}V${bottom}` }),
      element('text', { class: 'readout', x: MARGIN.left, y: 11 }, text),
    ];
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement {
  const created = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, String(value));
  created.textContent = text;
  return created;
}
