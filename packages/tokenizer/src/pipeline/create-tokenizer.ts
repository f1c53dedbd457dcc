import { InvalidInputError } from '@oneday/core';
import type { EncodeBatchOptions, Encoding, Padding, Tokenizer, TokenizerJson, Truncation } from '@oneday/core';
import { addedTokenJson } from '../added-token.ts';
import { mergeEncodings } from '../encoding/merge-encodings.ts';
import { padEncodings } from '../encoding/pad.ts';
import { paddingJson, truncationJson } from '../encoding/truncation-json.ts';
import { truncateEncodings } from '../encoding/truncate.ts';
import { withTypeId } from '../post-processors/special-tokens.ts';
import { AlignedText } from './aligned-text.ts';
import type { Decoder, PostProcessor } from './contracts.ts';
import { PieceTokenizer } from './piece-tokenizer.ts';
import type { PieceTokenizerParts } from './piece-tokenizer.ts';

/** What a tokenizer consists of; only the model and the list of added tokens must be there. */
export interface TokenizerParts extends PieceTokenizerParts {
  readonly postProcessor?: PostProcessor | undefined;
  /** Absent: tokens are joined with spaces. */
  readonly decoder?: Decoder | undefined;
  readonly truncation?: Truncation | undefined;
  readonly padding?: Padding | undefined;
}

/** Puts a tokenizer together from its parts. */
export function createTokenizer(parts: TokenizerParts): Tokenizer {
  const { model, normalizer, decoder, addedTokens } = parts;
  const pieces = new PieceTokenizer(parts);
  const added = new Map(addedTokens.map((token) => [token.id, token]));
  const addedIds = new Map(addedTokens.map((token) => [token.content, token.id]));
  const special = addedTokens.filter((token) => token.special);
  const specialIds = new Set(special.map((token) => token.id));
  const vocabSize = addedTokens.reduce((size, { id }) => Math.max(size, id + 1), model.idLimit);

  function encodeOne(texts: readonly string[], options: EncodeBatchOptions): Encoding {
    const { addSpecialTokens = true, truncation = parts.truncation } = options;
    const { postProcessor } = parts;
    const encoded = texts.map((text, i) => {
      const encoding = pieces.encode(text);
      return i === 0 ? encoding : withTypeId(encoding, 1);
    });
    const addedCount = addSpecialTokens ? postProcessor?.addedTokens(texts.length > 1) ?? 0 : 0;
    const cut = truncation ? truncateEncodings(encoded, truncation, addedCount) : encoded;
    const processed = postProcessor?.process(cut, addSpecialTokens, {
      texts,
      tokenOf: (id, start, end, textIndex) => (
        added.has(id) ? texts[textIndex]?.slice(start, end) ?? '' : model.idToToken(id) ?? ''
      ),
    }) ?? cut;
    return processed.length === 1 ? processed[0]! : mergeEncodings(processed);
  }

  function encodeAll(inputs: readonly (readonly string[])[], options: EncodeBatchOptions): Encoding[] {
    const { padding = parts.padding } = options;
    const encodings = inputs.map((texts) => encodeOne(texts, options));
    return padding ? padEncodings(encodings, padding) : encodings;
  }

  const normalized = (content: string) => (
    normalizer === undefined ? content : normalizer.normalize(new AlignedText(content)).text
  );

  const tokenAt = (id: number): string | undefined => added.get(id)?.content ?? model.idToToken(id);

  // What the decoder gets for each id, once it has been asked for.
  const decodable: (string | undefined)[] = [];

  /** Added tokens decode to their content, unless they are words of the model too. */
  function decodableToken(id: number): string | undefined {
    const token = added.get(id);
    if (token === undefined || (!token.special && model.idToToken(id) !== undefined)) return tokenAt(id);
    // One that is looked for in normalized text decodes to what was found.
    const content = token.normalized ? normalized(token.content) : token.content;
    return decoder?.addedToken?.(content) ?? content;
  }

  return {
    vocabSize,
    specialTokens: Object.fromEntries(special.map((token) => [token.content, token.id])),
    encode(text, { pair, ...options } = {}) {
      return encodeAll([pair === undefined ? [text] : [text, pair]], options)[0]!;
    },
    encodeBatch(texts, options = {}) {
      return encodeAll(texts.map((text) => (typeof text === 'string' ? [text] : text)), options);
    },
    decode(ids, { skipSpecialTokens = true } = {}) {
      const tokens: string[] = [];
      for (let i = 0; i < ids.length; i++) {
        const id = ids[i]!;
        const token = decodable[id] ??= decodableToken(id);
        if (token === undefined) {
          throw new InvalidInputError(`decode: ids must be integers in [0, ${vocabSize}); got ${id} at ${i}`);
        }
        if (!skipSpecialTokens || !specialIds.has(id)) tokens.push(token);
      }
      return decoder === undefined ? tokens.join(' ') : decoder.decode(tokens).join('');
    },
    tokenToId: (token) => addedIds.get(token) ?? model.tokenToId(token),
    idToToken: tokenAt,
    toJSON: () => tokenizerJson(parts),
  };
}

function tokenizerJson(parts: TokenizerParts): TokenizerJson {
  const { model, normalizer, preTokenizer, postProcessor, decoder, addedTokens, truncation, padding } = parts;
  return {
    version: '1.0',
    truncation: truncation === undefined ? null : truncationJson(truncation),
    padding: padding === undefined ? null : paddingJson(padding),
    added_tokens: [...addedTokens].sort((a, b) => a.id - b.id).map(addedTokenJson),
    normalizer: normalizer?.toJSON() ?? null,
    pre_tokenizer: preTokenizer?.toJSON() ?? null,
    post_processor: postProcessor?.toJSON() ?? null,
    decoder: decoder?.toJSON() ?? null,
    model: model.toJSON(),
  };
}
