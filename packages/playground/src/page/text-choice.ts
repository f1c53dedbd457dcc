import type { TextSource } from '../training/messages.ts';
import { byId } from './element.ts';
import { formatBytes } from './format.ts';
import { sampleText } from './sample-text.ts';

const sonnets: TextSource = { name: 'Twelve sonnets', content: sampleText };

/** The text to learn: the sonnets, or a file that was chosen or dropped. */
export class TextChoice {
  source = sonnets;
  private readonly input = byId<HTMLInputElement>('file');

  constructor() {
    const drop = byId('drop');
    this.input.addEventListener('change', () => this.choose(this.input.files?.[0]));
    byId('use-sample').addEventListener('click', () => this.choose(undefined));
    for (const kind of ['dragover', 'dragleave', 'drop']) {
      drop.addEventListener(kind, (event) => {
        event.preventDefault();
        drop.classList.toggle('over', kind === 'dragover');
      });
    }
    drop.addEventListener('drop', ({ dataTransfer }) => {
      if (!this.input.matches(':disabled')) this.choose(dataTransfer?.files[0] ?? undefined);
    });
    this.choose(undefined);
  }

  private choose(file: File | undefined): void {
    this.source = file === undefined ? sonnets : { name: file.name, content: file };
    if (file === undefined) this.input.value = '';
    byId('text-name').textContent = this.source.name;
    byId('text-note').textContent = file === undefined
      ? `Shakespeare, ${formatBytes(sampleText.length)}. Choose or drop a text file: more text makes a better model.`
      : `${formatBytes(file.size)}. Choose or drop another one.`;
    byId('use-sample').hidden = file === undefined;
  }
}
