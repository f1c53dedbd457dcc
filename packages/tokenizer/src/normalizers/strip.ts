import { AlignedText } from '../pipeline/aligned-text.ts';
import { isAscii } from '../pipeline/ascii.ts';
import type { Normalizer } from '../pipeline/contracts.ts';
import { mapCharacters } from '../pipeline/transform.ts';
import { combiningMarks, isWhiteSpace } from '../unicode/reference-classes.ts';

/** `Strip`: removes white space from the ends. */
export function strip(left: boolean, right: boolean): Normalizer {
  return {
    normalize(text) {
      const { text: units } = text;
      let from = 0;
      let to = units.length;
      // All white space is in the basic plane.
      if (left) while (from < to && isWhiteSpace(units.charCodeAt(from))) from++;
      if (right) while (to > from && isWhiteSpace(units.charCodeAt(to - 1))) to--;
      if (from === 0 && to === units.length) return text;
      const kept = text.slice(from, to);
      // Where the piece begins stays what it was, as in the reference.
      return text.start === kept.start ? kept : startingAt(text.start, kept);
    },
    toJSON: () => ({ type: 'Strip', strip_left: left, strip_right: right }),
  };
}

function startingAt(start: number, { text, start: from, spans }: AlignedText): AlignedText {
  if (spans !== undefined) return new AlignedText(text, start, spans);
  const same = mapCharacters(new AlignedText(text, from), (point) => point);
  return new AlignedText(text, start, same.spans);
}

/** `StripAccents`: removes combining marks that stand alone, after a decomposing normalizer. */
export function stripAccents(): Normalizer {
  return {
    normalize: (text) => (
      isAscii(text.text) ? text : mapCharacters(text, (point) => (combiningMarks.has(point) ? undefined : point))
    ),
    toJSON: () => ({ type: 'StripAccents' }),
  };
}
