import { isJsonObject } from '@oneday/core';
import type { JsonObject } from '@oneday/core';
import { integerField, objectAt, ownField, refusal, stringField } from '../json-fields.ts';
import type { PostProcessor } from '../pipeline/contracts.ts';
import { templateProcessing } from './template.ts';
import type { TemplatePiece, TemplateTokens } from './template.ts';

/** A template may have so many pieces, and a name may stand for so many tokens. */
const MAX_PIECES = 1000;

/** Reads `TemplateProcessing`, whose pieces are objects, or strings such as `$A:0` and `[CLS]`. */
export function templateFromJson(json: JsonObject, where: string): PostProcessor {
  const specialTokens = tokensOf(objectAt(ownField(json, 'special_tokens'), `${where}.special_tokens`), where);
  const single = template(json, 'single', where);
  const pair = template(json, 'pair', where);
  if (single.some((piece) => 'text' in piece && piece.text === 'B')) {
    throw refusal(`${where}.single`, 'without the pair', 'B');
  }
  for (const piece of [...single, ...pair]) {
    if ('special' in piece && !specialTokens.has(piece.special)) {
      throw refusal(`${where}.special_tokens`, 'with all names of the templates', piece.special);
    }
  }
  return templateProcessing({ single, pair, specialTokens });
}

function template(json: JsonObject, field: string, where: string): TemplatePiece[] {
  const value = ownField(json, field);
  const list: unknown = typeof value === 'string' ? value.split(' ') : value;
  if (!Array.isArray(list) || list.length > MAX_PIECES) {
    throw refusal(`${where}.${field}`, `an array of at most ${MAX_PIECES} pieces`, value);
  }
  return list.map((piece: unknown, i) => pieceOf(piece, `${where}.${field}[${i}]`));
}

function pieceOf(value: unknown, where: string): TemplatePiece {
  if (typeof value === 'string') return pieceOfText(value, where);
  const json = objectAt(value, where);
  const text = ownField(json, 'Sequence');
  const content = text ?? ownField(json, 'SpecialToken');
  if (!isJsonObject(content)) throw refusal(where, 'a Sequence or a SpecialToken', value);
  const typeId = typeIdOf(integerField(content, 'type_id', NaN, `${where}.`), where);
  const id = stringField(content, 'id', undefined, `${where}.`);
  if (text === undefined) return { special: id, typeId };
  if (id !== 'A' && id !== 'B') throw refusal(`${where}.id`, '"A" or "B"', id);
  return { text: id, typeId };
}

function pieceOfText(value: string, where: string): TemplatePiece {
  const [name = '', type, ...rest] = value.split(':');
  const found = /^\$([AaBb]?)(\d{0,3})$/.exec(name);
  const number = type ?? (found?.[2] || '0');
  const isWrong = rest.length > 0 || !/^\d{1,3}$/.test(number) || (found?.[1] && found[2]) || name === '';
  if (isWrong || (name.startsWith('$') && found === null)) {
    throw refusal(where, 'a piece such as "$A:0" or "[CLS]"', value);
  }
  const typeId = typeIdOf(Number(number), where);
  if (found === null) return { special: name, typeId };
  return { text: found[1]!.toUpperCase() === 'B' ? 'B' : 'A', typeId };
}

function typeIdOf(typeId: number, where: string): number {
  if (typeId > 255) throw refusal(`${where}.type_id`, 'at most 255', typeId);
  return typeId;
}

function tokensOf(json: JsonObject, where: string): Map<string, TemplateTokens> {
  return new Map(Object.entries(json).map(([name, value]) => {
    const inside = `${where}.special_tokens.${name}`;
    const entry = objectAt(value, inside);
    const [ids, tokens] = [ownField(entry, 'ids'), ownField(entry, 'tokens')];
    if (!Array.isArray(ids) || !Array.isArray(tokens) || ids.length !== tokens.length || ids.length > MAX_PIECES) {
      throw refusal(inside, 'ids and their tokens', value);
    }
    const isId = (id: unknown) => typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < 2 ** 31;
    if (!ids.every(isId) || !tokens.every((token) => typeof token === 'string')) {
      throw refusal(inside, 'ids and their tokens', value);
    }
    return [name, { ids: ids as number[], tokens }];
  }));
}
