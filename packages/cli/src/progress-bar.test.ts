import { describe, expect, it } from 'vitest';
import { progressBar } from './progress-bar.ts';

function terminal(columns: number) {
  const written: string[] = [];
  return { columns, written, write: (text: string | Uint8Array) => written.push(String(text)) > 0 };
}

describe('progressBar', () => {
  it('draws over its line, filled by the share that is done', () => {
    const screen = terminal(100);
    progressBar(screen).draw(0.5, 'step 5/10');
    expect(screen.written).toEqual([`\r\u001b[K${'█'.repeat(12)}${'░'.repeat(12)} step 5/10`]);
  });

  it('never wraps into a second line', () => {
    const screen = terminal(30);
    progressBar(screen).draw(1, 'a long text beside it');
    expect(screen.written[0]!.replace('\r\u001b[K', '')).toHaveLength(29);
  });

  it('takes a terminal that does not tell its width for a usual one', () => {
    const screen = terminal(0);
    progressBar(screen).draw(1, 'step 5/10');
    expect(screen.written[0]).toContain('step 5/10');
  });

  it('does not draw at every step, but again at once after a line was printed', () => {
    const screen = terminal(100);
    const bar = progressBar(screen);
    bar.draw(0.1, 'one');
    bar.draw(0.2, 'two');
    bar.clear();
    bar.draw(0.3, 'three');
    expect(screen.written.map((text) => text.match(/[a-z]+$/)?.[0])).toEqual(['one', undefined, 'three']);
  });
});
