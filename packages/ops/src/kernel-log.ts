/** How the fused ops of a backend's programs are carried out. */
import type { KernelReport } from './backend.ts';
import type { KernelChoice } from './recorder.ts';

type Entry = ReturnType<KernelReport['entries']>[number];

/** Keeps each way once for each program and op, in the order in which they come. */
export class KernelLog implements KernelReport {
  private readonly byText = new Map<string, Entry>();

  note(program: string, choices: readonly KernelChoice[]): void {
    for (const { op, choice } of choices) {
      const entry = { program, op, choice };
      const text = JSON.stringify(entry);
      if (!this.byText.has(text)) this.byText.set(text, entry);
    }
  }

  entries(): readonly Entry[] {
    return [...this.byText.values()];
  }
}
