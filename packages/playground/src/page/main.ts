/** The page: a form, a worker that trains what it says, and what the worker reports. */
import { initialSettings } from '../settings.ts';
import type { Command, Report } from '../training/messages.ts';
import { byId } from './element.ts';
import { LossChart } from './loss-chart.ts';
import { LossSeries } from './loss-series.ts';
import { afterReport, idleState } from './run-state.ts';
import { offerFiles, showRun } from './run-view.ts';
import { SettingsForm } from './settings-form.ts';
import { TextChoice } from './text-choice.ts';
import { startTheme } from './theme.ts';

/** One run at a time: its worker is kept as long as its model can be tried. */
class Playground {
  private readonly text = new TextChoice();
  private readonly form = new SettingsForm(() => this.start());
  private readonly chart = new LossChart(document.querySelector<SVGSVGElement>('#chart')!, new LossSeries());
  private series = new LossSeries();
  private state = idleState(initialSettings);
  private worker: Worker | undefined;
  private isShowing = false;

  constructor() {
    byId('stop').addEventListener('click', () => this.stop());
    byId('try').addEventListener('submit', (event) => {
      event.preventDefault();
      byId('try-note').textContent = '';
      this.send({ kind: 'try', prompt: byId('try').querySelector('input')!.value });
    });
    showRun(this.state);
  }

  private start(): void {
    this.worker?.terminate();
    const { settings } = this.form;
    this.state = { ...idleState(settings), phase: 'preparing' };
    this.series = new LossSeries();
    this.chart.show(this.series, settings.recipe === 'char-gpt' ? settings.steps : 0);
    offerFiles([]);
    byId('try-note').textContent = '';
    byId('try').querySelector('input')!.placeholder = settings.recipe === 'char-gpt'
      ? 'Begin a line, and it goes on' : 'A line with [MASK] in it';
    this.form.setRunning(true);
    this.worker = new Worker(new URL('../training/worker.ts', import.meta.url), { type: 'module' });
    this.worker.addEventListener('message', ({ data }: MessageEvent<Report>) => this.take(data));
    this.worker.addEventListener('error', ({ message }) => this.take({ kind: 'failed', message }));
    this.send({ kind: 'train', settings, text: this.text.source });
    this.show();
  }

  /** A run that trains ends after its step; one that is being prepared is thrown away. */
  private stop(): void {
    if (this.state.phase === 'training') {
      this.state = { ...this.state, stopping: true };
      this.send({ kind: 'stop' });
    } else {
      this.worker?.terminate();
      this.state = idleState(this.state.settings);
      this.form.setRunning(false);
    }
    this.show();
  }

  private take(report: Report): void {
    this.state = afterReport(this.state, report);
    if (report.kind === 'event') this.plot(report.event);
    if (report.kind === 'result') offerFiles(report.files);
    if (report.kind === 'refused') byId('try-note').textContent = report.message;
    if (report.kind === 'result' || report.kind === 'failed') this.form.setRunning(false);
    this.show();
  }

  private plot(event: Extract<Report, { kind: 'event' }>['event']): void {
    if (event.kind === 'step') this.series.addTraining(event.step, event.loss);
    if (event.kind === 'evaluated') this.series.addHeldOut(event.step, event.evaluation['valLoss']!);
    this.chart.draw();
  }

  /** Shows the state before the next frame; reports may come faster. */
  private show(): void {
    if (this.isShowing) return;
    this.isShowing = true;
    requestAnimationFrame(() => {
      this.isShowing = false;
      showRun(this.state);
    });
  }

  private send(command: Command): void {
    this.worker?.postMessage(command);
  }
}

startTheme();
new Playground();
