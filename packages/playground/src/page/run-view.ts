import type { ResultFile, SamplePiece } from '../training/messages.ts';
import { byId } from './element.ts';
import { formatBytes, formatCount, formatDuration, formatRate } from './format.ts';
import { progressOf, secondsLeft } from './run-state.ts';
import type { RunState } from './run-state.ts';
import { statusLine, tokenName } from './status-line.ts';

const emptySample: SamplePiece = { text: 'Ten times in a run it shows here what it has learned.', look: 'given' };

/** Writes the state of a run into the page. */
export function showRun(state: RunState): void {
  const { phase, settings, last, valLoss, sample, result } = state;
  document.body.dataset['phase'] = phase;
  const status = byId('status');
  status.textContent = statusLine(state);
  status.classList.toggle('failed', phase === 'failed');
  const progress = progressOf(state);
  byId<HTMLProgressElement>('progress').value = progress;
  document.title = `${phase === 'training' ? `${Math.floor(100 * progress)} % · ` : ''}oneday playground`;
  byId<HTMLButtonElement>('stop').disabled = state.stopping || phase === 'finishing';
  showFigures(state);
  const token = tokenName(state);
  byId('token-name').textContent = token;
  byId('speed-name').textContent = `${token[0]!.toUpperCase()}${token.slice(1)}s/s`;
  byId('val-loss').textContent = valLoss?.toFixed(3) ?? '–';
  byId('loss').textContent = last?.loss.toFixed(3) ?? '–';
  byId('sample-box').querySelector('h2')!.firstChild!.textContent =
    settings.recipe === 'char-gpt' ? 'What it writes ' : 'What it fills in ';
  byId('sample-step').textContent = sample === undefined ? '' : `after ${formatCount(sample.step)} steps`;
  byId('sample').replaceChildren(...(sample?.pieces ?? [emptySample]).flatMap(showPiece));
  byId('try').hidden = result === undefined;
  byId('downloads').hidden = result === undefined;
  byId('details').textContent = detailsOf(state);
}

function showFigures(state: RunState): void {
  const { settings, last, secondsPerStep } = state;
  const isCounted = settings.recipe === 'char-gpt';
  const ofSteps = isCounted ? ` of ${formatCount(settings.steps)}` : '';
  byId('length').replaceChildren(last === undefined ? '–' : formatCount(last.step), small(ofSteps));
  byId('speed').replaceChildren(...(last === undefined || secondsPerStep === undefined ? ['–'] : [
    formatRate(last.tokens / secondsPerStep),
  ]));
  const left = secondsLeft(state);
  byId('left').textContent = left === undefined ? '–' : formatDuration(left);
}

function showPiece({ text, look, truth }: SamplePiece): Node[] {
  const piece = document.createElement('span');
  piece.className = look;
  // A line end or a space that was found for a word is to be seen.
  piece.textContent = look === 'wrong' && text.trim() === '' ? ' ␣' : text;
  if (truth === undefined) return [piece];
  const right = document.createElement('s');
  right.textContent = ` (${truth.trim()})`;
  return [piece, right];
}

function detailsOf({ device, parameterCount, compileSeconds, tokens }: RunState): string {
  if (device === undefined || tokens === undefined) return '';
  return `${formatCount(parameterCount!)} parameters, vocabulary ${formatCount(tokens.vocabulary)}, ` +
    `${formatCount(tokens.training)} tokens to learn, ${formatCount(tokens.heldOut)} held out; ` +
    `${device}, compiled in ${compileSeconds!.toFixed(1)} s.`;
}

/** Offers the files of a run; those of the run before are let go. */
export function offerFiles(files: readonly ResultFile[]): void {
  const list = byId('downloads').querySelector('.files')!;
  list.querySelectorAll('a').forEach(({ href }) => URL.revokeObjectURL(href));
  list.replaceChildren(...files.map(({ name, content }) => {
    const blob = new Blob([content], { type: 'application/octet-stream' });
    const link = document.createElement('a');
    Object.assign(link, { href: URL.createObjectURL(blob), download: name });
    link.append(name, small(` ${formatBytes(blob.size)}`));
    return link;
  }));
}

function small(text: string): HTMLElement {
  const element = document.createElement('small');
  element.textContent = text;
  return element;
}
