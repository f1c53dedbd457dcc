import type { AlignedText } from '../pipeline/aligned-text.ts';
import { isAscii } from '../pipeline/ascii.ts';
import type { Normalizer } from '../pipeline/contracts.ts';
import { Changes, transform } from '../pipeline/transform.ts';
import { combiningClass, composition, decomposition } from '../unicode/decompose.ts';

/** Unicode's normalization forms (UAX #15). */
export type UnicodeForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

/** `NFC`, `NFD`, `NFKC` or `NFKD`. */
export function unicodeForm(form: UnicodeForm): Normalizer {
  return { normalize: (text) => normalizeForm(text, form), toJSON: () => ({ type: form }) };
}

/** The text in a normalization form, whose Unicode version is the reference's. */
export function normalizeForm(text: AlignedText, form: UnicodeForm): AlignedText {
  if (isAscii(text.text)) return text;
  const decomposed = decompose(text.text, form.startsWith('NFK') ? 'NFKD' : 'NFD');
  return transform(text, form.endsWith('C') ? compose(decomposed) : decomposed);
}

function decompose(text: string, form: 'NFD' | 'NFKD'): Changes {
  const result = new Changes();
  let marks: { point: number; change: number; order: number }[] = [];
  const flush = () => {
    // Marks come in the order of their classes, equal ones as they were.
    marks.sort((a, b) => a.order - b.order);
    for (const { point, change } of marks) result.push(point, change);
    marks = [];
  };
  for (const character of text) {
    let change = 0;
    for (const point of decomposition(character.codePointAt(0)!, form)) {
      const order = combiningClass(point);
      if (order === 0) {
        flush();
        result.push(point, change);
      } else {
        marks.push({ point, change, order });
      }
      change = 1;
    }
  }
  flush();
  return result;
}

/** Joins each mark with the starter before it where the two make a character and nothing in between blocks that. */
function compose({ points, changes }: Changes): Changes {
  const result = new Changes();
  let starter = -1;
  let lastClass = 0;
  for (const [i, point] of points.entries()) {
    const change = changes[i]!;
    const order = combiningClass(point);
    const isBlocked = lastClass !== 0 && lastClass >= order;
    const composed = starter === -1 || isBlocked ? undefined : composition(result.points[starter]!, point);
    if (composed !== undefined) {
      result.points[starter] = composed;
      result.changes[starter]! += change - 1;
      continue;
    }
    if (order === 0) {
      starter = result.points.length;
      lastClass = 0;
    } else if (starter !== -1) {
      lastClass = order;
    }
    result.push(point, change);
  }
  return result;
}
