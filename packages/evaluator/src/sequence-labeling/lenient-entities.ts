import { InvalidInputError, showValue } from '@oneday/core';
import type { Entity } from './entity.ts';

/**
 * The entities of a sequence of tags as CoNLL's script and seqeval's default mode find them: an entity begins at B and
 * S, at I and E after something else, and wherever the type changes, so that tags which break their scheme make
 * entities too.
 *
 * @param tags `O`, or B, I, E or S with a type: `B-PER`
 * @throws InvalidInputError for any other tag
 */
export function lenientEntities(tags: readonly string[]): Entity[] {
  const entities: Entity[] = [];
  let before = { prefix: 'O', type: '' };
  let start = 0;
  for (let i = 0; i <= tags.length; i++) {
    const now = i < tags.length ? parseTag(tags[i]!) : { prefix: 'O', type: '_' };
    if (endsBetween(before, now)) entities.push({ type: before.type, start, end: i });
    if (startsBetween(before, now)) start = i;
    before = now;
  }
  return entities;
}

/** A tag in parts. */
interface Tag {
  readonly prefix: string;
  readonly type: string;
}

function parseTag(tag: string): Tag {
  if (!/^(?:[BIES](?:-.*)?|O)$/su.test(tag)) {
    const rule = 'tags must be O, or B, I, E or S with a type such as B-PER';
    throw new InvalidInputError(`seqeval: ${rule}; got ${showValue(tag)}`);
  }
  return { prefix: tag[0]!, type: tag.slice(2) || '_' };
}

function endsBetween(before: Tag, now: Tag): boolean {
  if (before.prefix === 'O') return false;
  if (before.prefix === 'E' || before.prefix === 'S') return true;
  return 'BSO'.includes(now.prefix) || before.type !== now.type;
}

function startsBetween(before: Tag, now: Tag): boolean {
  if (now.prefix === 'O') return false;
  if (now.prefix === 'B' || now.prefix === 'S') return true;
  return 'ESO'.includes(before.prefix) || before.type !== now.type;
}
