import type { JsonObject } from '@oneday/core';
import type { PostProcessor } from '../pipeline/contracts.ts';
import { specialTokens, withTypeId } from './special-tokens.ts';

/** A piece of a template: one of the texts, or special tokens by their name. */
export type TemplatePiece =
  | { readonly text: 'A' | 'B'; readonly typeId: number }
  | { readonly special: string; readonly typeId: number };

/** What the name of special tokens in a template stands for. */
export interface TemplateTokens {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
}

/** Settings of `TemplateProcessing`. */
export interface TemplateSettings {
  /** For one text, */
  readonly single: readonly TemplatePiece[];
  /** and for a pair. */
  readonly pair: readonly TemplatePiece[];
  /** What the names stand for. */
  readonly specialTokens: ReadonlyMap<string, TemplateTokens>;
}

/** `TemplateProcessing`: special tokens and type ids by a template. */
export function templateProcessing({ single, pair, specialTokens: named }: TemplateSettings): PostProcessor {
  const added = (template: readonly TemplatePiece[]) => template.reduce(
    (sum, piece) => sum + ('special' in piece ? named.get(piece.special)!.ids.length : 0), 0,
  );
  return {
    addedTokens: (isPair) => added(isPair ? pair : single),
    process(encodings, addSpecialTokens) {
      return (encodings.length === 2 ? pair : single).flatMap((piece) => {
        if ('text' in piece) return [withTypeId(encodings[piece.text === 'A' ? 0 : 1]!, piece.typeId)];
        return addSpecialTokens ? [specialTokens(named.get(piece.special)!.ids, piece.typeId)] : [];
      });
    },
    toJSON: () => ({
      type: 'TemplateProcessing',
      single: single.map(pieceJson),
      pair: pair.map(pieceJson),
      special_tokens: Object.fromEntries([...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(
        ([id, { ids, tokens }]) => [id, { id, ids, tokens } satisfies JsonObject],
      )),
    }),
  };
}

function pieceJson(piece: TemplatePiece): JsonObject {
  if ('text' in piece) return { Sequence: { id: piece.text, type_id: piece.typeId } };
  return { SpecialToken: { id: piece.special, type_id: piece.typeId } };
}
