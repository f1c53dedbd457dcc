/** The names of NVIDIA's cards: TensorFlow's interface tells that there is one, and not which. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The models of the cards that the driver lists, each once: `NVIDIA H100 80GB HBM3`; `NVIDIA card` where it lists none,
 * as in some containers. @param folder where it lists them
 */
export function cardName(folder = '/proc/driver/nvidia/gpus'): string {
  const cards = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name, 'information')) : [];
  const models = cards.filter((path) => existsSync(path))
    .flatMap((path) => /^Model:\s*(.+?)\s*$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? []);
  return [...new Set(models)].join(' or ') || 'NVIDIA card';
}
