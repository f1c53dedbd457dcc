import { worstMistakes } from './task-result.ts';
import type { TaskResult } from './task-result.ts';

/** Longest text of a cell. */
const MAX_CELL = 200;

/** A result as Markdown: the scores, the confusion matrix where there is one, and the worst mistakes. */
export function taskMarkdown(result: TaskResult, mistakes = 10): string {
  const { task, version, documents, fewShot, metrics, confusion } = result;
  const title = `# ${task}, version ${version}\n\n${documents} documents, ${fewShot} examples before each question.\n`;
  const scores = table(['metric', 'score', 'standard error'], Object.entries(metrics).map(([name, one]) => (
    [name, one.value.toFixed(4), one.standardError.toFixed(4)]
  )));
  const matrix = confusion === undefined ? '' : `\n## Taken for\n\n${table(['', ...confusion.labels], (
    confusion.counts.map((row, i) => [confusion.labels[i]!, ...row.map(String)])
  ))}`;
  const worst = worstMistakes(result, mistakes);
  const listed = worst.length === 0 ? '' : `\n## Worst\n\n${table(['document', 'prompt', 'expected', 'answer'], (
    worst.map(({ index, prompt, expected, answer }) => [String(index), prompt, expected, answer])
  ))}`;
  return `${title}\n${scores}${matrix}${listed}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

/** A text on one line, in which nothing is a sign of Markdown. */
function cell(text: string): string {
  const characters = [...text];
  const short = characters.length > MAX_CELL ? `${characters.slice(0, MAX_CELL).join('')}…` : text;
  return short.replace(/\s+/g, ' ').replace(/[\\|`*_<[\]]/g, '\\$&');
}
