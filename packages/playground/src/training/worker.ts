/** The worker's entry: it trains what the page asks for, so that the page stays quick. */
import './dispose-symbols.ts';
import type { Command, Report } from './messages.ts';
import { TrainingSession } from './session.ts';

const scope = globalThis as unknown as {
  onmessage: (event: { readonly data: Command }) => void;
  postMessage(report: Report): void;
};
const report = (message: Report) => scope.postMessage(message);
const session = new TrainingSession(report);

scope.onmessage = ({ data: command }) => {
  switch (command.kind) {
    case 'train':
      session.train(command.settings, command.text).catch((error: unknown) => (
        report({ kind: 'failed', message: lineOf(error) })
      ));
      return;
    case 'stop':
      session.stop();
      return;
    case 'try':
      session.try(command.prompt).catch((error: unknown) => report({ kind: 'refused', message: lineOf(error) }));
  }
};

function lineOf(error: unknown): string {
  return error instanceof Error ? error.message.split('\n')[0]! : String(error);
}
