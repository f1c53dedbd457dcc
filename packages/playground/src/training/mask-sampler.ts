import type { Tokenizer } from '@oneday/core';
import { MaskFiller } from '@oneday/inference';
import type { MaskFillerOptions } from '@oneday/inference';
import type { SamplePiece } from './messages.ts';
import type { Sampler } from './sampler.ts';

const MASK = '[MASK]';
/** Where the held-out end of a text begins, at the earliest. */
const HELD_OUT = 0.9;
/** Words of a passage at most; and every so many of them one is masked where it is a token. */
const PASSAGE_WORDS = 40;
const MASK_EVERY = 5;

/** What a {@link MaskSampler} is made of. */
export interface MaskSamplerOptions extends MaskFillerOptions {
  readonly tokenizer: Tokenizer;
  /** The text that is learned. */
  readonly text: string;
}

/** Lets an encoder fill in what is masked: words of the held-out text, or where a prompt says `[MASK]`. */
export class MaskSampler implements Sampler {
  private readonly filler: MaskFiller;
  private readonly passage: readonly SamplePiece[];

  constructor(options: MaskSamplerOptions) {
    this.filler = new MaskFiller(options);
    this.passage = passageOf(options);
  }

  async *sample(prompt: string): AsyncGenerator<readonly SamplePiece[], void> {
    const asked = prompt === '' ? this.passage : piecesOf(prompt);
    // A mask takes the place of a word and of the space before it, as tokens do.
    const text = asked.map((piece) => (piece.look === 'given' ? piece.text : MASK)).join('');
    const { masks } = await this.filler.fill(text, 1);
    const found = masks.map(({ candidates }) => candidates[0]!.token);
    yield asked.map((piece): SamplePiece => {
      if (piece.look === 'given') return piece;
      const word = found.shift()!;
      if (piece.truth === undefined) return { text: word, look: 'written' };
      return word === piece.truth ? { text: word, look: 'right' } : { text: word, look: 'wrong', truth: piece.truth };
    });
  }
}

function piecesOf(prompt: string): SamplePiece[] {
  return prompt.split(/\s*\[MASK\]/).flatMap((text, i): SamplePiece[] => (
    [...(i > 0 ? [{ text: '', look: 'written' } as const] : []), { text, look: 'given' }]
  ));
}

/** A passage of the held-out text that fits in the model's context, with some words to be found. */
function passageOf({ text, tokenizer, model: { config: { context } } }: MaskSamplerOptions): SamplePiece[] {
  const start = text.indexOf('\n', Math.floor(HELD_OUT * text.length)) + 1;
  const words = text.slice(start).match(/\s*\S+/g)?.slice(0, PASSAGE_WORDS) ?? [];
  const pieces: SamplePiece[] = [];
  let length = 0;
  let since = 0;
  for (const word of words) {
    const tokens = tokenizer.encode(word, { addSpecialTokens: false }).ids.length;
    length += tokens;
    if (length > context) break;
    since += 1;
    const isMasked = tokens === 1 && since >= MASK_EVERY;
    if (isMasked) since = 0;
    pieces.push(isMasked ? { text: word, look: 'wrong', truth: word } : { text: word, look: 'given' });
  }
  return pieces;
}
