import type { Encoding, TokenizerComponentJson } from '@oneday/core';
import type { AlignedText } from './aligned-text.ts';
import type { TokenList } from './token-list.ts';

/**
 * The parts of a tokenizer, in the order in which a text meets them: added tokens that are not normalized are cut out;
 * the normalizer changes what lies between; normalized added tokens are cut out of that; the pre-tokenizer cuts the
 * rest into pieces; the model makes tokens of each; the post-processor adds special tokens. The decoder goes back.
 *
 * All are immutable to the outside (a model may remember words), and the same text always gives the same tokens.
 */
interface Component {
  /** The component's entry in `tokenizer.json`, all fields written out as Hugging Face's library writes them. */
  toJSON(): TokenizerComponentJson;
}

/** Changes text, such as its case or Unicode form, and keeps track of where it came from. */
export interface Normalizer extends Component {
  normalize(text: AlignedText): AlignedText;
}

/** Cuts text into pieces that no token crosses; it may change text too, as Metaspace does. */
export interface PreTokenizer extends Component {
  /** Adds the pieces of `text`, none empty, to `output`. */
  preTokenize(text: AlignedText, output: AlignedText[]): void;
}

/** A vocabulary, and how a piece of text becomes tokens of it. */
export interface Model extends Component {
  /** Ids are in [0, idLimit), not necessarily all of them. */
  readonly idLimit: number;
  tokenToId(token: string): number | undefined;
  idToToken(id: number): string | undefined;
  /**
   * Adds the tokens of one piece to `output`, with their spans in UTF-16 units of the piece, at whole characters:
   * tokens that share a character, such as those of its bytes, all have its span.
   *
   * @param piece text without lone surrogates, not empty
   * @throws InvalidInputError when the vocabulary cannot express it
   */
  tokenize(piece: string, output: TokenList): void;
  /**
   * A faster way to what the model makes behind a normalizer and pre-tokenizer, for those it knows; their `toJSON` says
   * which they are. Must give what `tokenize` would.
   */
  fuse?(normalizer: Normalizer | undefined, preTokenizer: PreTokenizer | undefined): FusedEncoder | undefined;
}

/**
 * Adds the tokens of a stretch of the original text to `output`, with their spans in the original text.
 *
 * @param text the stretch, between added tokens; it may have lone surrogates, which count as U+FFFD; not empty
 * @param start where it begins in the original text, in UTF-16 units
 * @param output may be without offsets: then only ids are wanted
 */
export type FusedEncoder = (text: string, start: number, output: TokenList) => void;

/** Adds special tokens around one text or a pair, sets type ids, trims offsets. */
export interface PostProcessor extends Component {
  /** How many tokens it adds to one text or to a pair. */
  addedTokens(isPair: boolean): number;
  /**
   * @param encodings of one text, or of a text and its pair; what was cut off them stands in `overflowing`
   * @param source the texts that the encodings are of
   * @returns the parts of the result, in order
   */
  process(encodings: readonly Encoding[], addSpecialTokens: boolean, source: EncodedTexts): readonly Encoding[];
}

/** What encodings are made of, for post-processors that look at it. */
export interface EncodedTexts {
  /** The text, and the pair where there is one. */
  readonly texts: readonly string[];
  /**
   * A token of the vocabulary, or for an added one what was found, with the white space around it that it takes.
   *
   * @param start and
   * @param end its span in its text
   * @param textIndex 0 for the first text, 1 for the pair
   */
  tokenOf(id: number, start: number, end: number, textIndex: number): string;
}

/** Makes text of tokens. */
export interface Decoder extends Component {
  /** Rewrites the tokens; joined, they are the text once all decoders of a sequence have done so. */
  decode(tokens: readonly string[]): readonly string[];
  /**
   * An added token as `decode` must get it to give its content back, where that is not the content itself: the
   * byte-level decoder reads tokens as bytes.
   */
  addedToken?(content: string): string;
}
