import type { Encoding } from '@oneday/core';
import { withFields } from '../encoding/lazy-encoding.ts';
import type { PostProcessor } from '../pipeline/contracts.ts';
import { specialTokens, withTypeId } from './special-tokens.ts';
import { trimOffsets } from './trim-offsets.ts';

/** A special token and its id. */
export type NamedToken = readonly [token: string, id: number];

/** `BertProcessing`: `cls` A `sep`, and for a pair B `sep` with type id 1 (Devlin et al. 2019). */
export function bertProcessing(separator: NamedToken, beginning: NamedToken): PostProcessor {
  const [cls, sep] = [beginning[1], separator[1]];
  return {
    addedTokens: (isPair) => (isPair ? 3 : 2),
    process(encodings, addSpecialTokens) {
      if (!addSpecialTokens) return encodings;
      return encodings.flatMap((encoding, i) => (
        i === 0
          ? [specialTokens([cls], 0), withTypeId(encoding, 0), specialTokens([sep], 0)]
          : [withTypeId(encoding, 1), specialTokens([sep], 1)]
      ));
    },
    toJSON: () => ({ type: 'BertProcessing', sep: separator, cls: beginning }),
  };
}

/** Settings of `RobertaProcessing`. */
export interface RobertaSettings {
  readonly separator: NamedToken;
  readonly beginning: NamedToken;
  /** Take the white space at their ends out of the spans of tokens. */
  readonly trimOffsets: boolean;
  /** A space is added before texts, which trimming must not look for. */
  readonly addPrefixSpace: boolean;
}

/** `RobertaProcessing`: `cls` A `sep`, and for a pair `sep` B `sep`; all type ids are 0 (Liu et al. 2019). */
export function robertaProcessing(settings: RobertaSettings): PostProcessor {
  const { separator, beginning, addPrefixSpace } = settings;
  const [cls, sep] = [beginning[1], separator[1]];
  return {
    addedTokens: (isPair) => (isPair ? 4 : 2),
    process(encodings, addSpecialTokens, source) {
      const trimmed = settings.trimOffsets ? trimOffsets(encodings, addPrefixSpace, source) : encodings;
      // The reference leaves the type ids of chunks that were cut off as they are then.
      if (!addSpecialTokens) return trimmed.map((encoding) => withFields(encoding, { typeIds: noTypes(encoding) }));
      return trimmed.flatMap((encoding, i) => (
        [specialTokens([i === 0 ? cls : sep], 0), withTypeId(encoding, 0), specialTokens([sep], 0)]
      ));
    },
    toJSON: () => ({
      type: 'RobertaProcessing',
      sep: separator,
      cls: beginning,
      trim_offsets: settings.trimOffsets,
      add_prefix_space: addPrefixSpace,
    }),
  };
}

function noTypes({ ids }: Encoding): Uint8Array {
  return new Uint8Array(ids.length);
}
