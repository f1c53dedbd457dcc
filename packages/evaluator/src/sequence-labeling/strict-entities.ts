import { InvalidInputError, showValue } from '@oneday/core';
import type { Entity } from './entity.ts';

/** Schemes of tags: which letters there are, and what they mean. */
export type TaggingScheme = 'IOB1' | 'IOB2' | 'IOE1' | 'IOE2' | 'IOBES' | 'BILOU';

/**
 * What may follow what. Three characters: the tag before, the tag now, `*` for any; and whether their types must be the
 * same (`=`), must differ (`≠`), or are free (`*`).
 */
interface Grammar {
  readonly prefixes: string;
  /** Between the two an entity starts. */
  readonly starts: readonly string[];
  /** The second goes on with the entity of the first. */
  readonly continues: readonly string[];
  /** Between the two an entity ends as it should; one that ends otherwise is none. */
  readonly ends: readonly string[];
}

const GRAMMARS: Readonly<Record<TaggingScheme, Grammar>> = {
  IOB1: grammar('IOB', 'OI* II≠ BI* IB= BB=', 'BI= II=', 'II≠ IO* IB* BO* BI≠ BB='),
  IOB2: grammar('IOB', '*B*', 'BI= II=', 'IO* II≠ IB* BO* BI≠ BB*'),
  IOE1: grammar('IOE', 'OI* II≠ EI* EE=', 'II= IE=', 'II≠ IO* IE≠ EI= EE='),
  IOE2: grammar('IOE', 'OI* OE* EI* EE* II≠ IE≠', 'IE= II=', 'E**'),
  IOBES: grammar('IOBES', '*B* *S*', 'BI= BE= II= IE=', 'S** E**'),
  BILOU: grammar('BILOU', '*B* *U*', 'BI= BL= II= IL=', 'U** L**'),
};

/** The names of the schemes. */
export const TAGGING_SCHEMES = Object.keys(GRAMMARS) as readonly TaggingScheme[];

/**
 * The entities of a sequence of tags that keep to a scheme, as seqeval's strict mode finds them: those that start and
 * end as the scheme says, nothing else.
 *
 * @throws InvalidInputError for a tag that the scheme does not have
 */
export function strictEntities(tags: readonly string[], scheme: TaggingScheme): Entity[] {
  const rules = GRAMMARS[scheme];
  const parsed = [...tags.map((tag) => parseTag(tag, scheme, rules)), OUTSIDE];
  const entities: Entity[] = [];
  let before = OUTSIDE;
  for (let i = 0; i < parsed.length;) {
    if (allows(rules.starts, before, parsed[i]!)) {
      let end = i + 1;
      while (allows(rules.continues, parsed[end - 1]!, parsed[end]!)) end++;
      if (allows(rules.ends, parsed[end - 1]!, parsed[end]!)) entities.push({ type: parsed[i]!.type, start: i, end });
      i = end;
    } else {
      i++;
    }
    before = parsed[i - 1]!;
  }
  return entities;
}

/** A tag in parts. */
interface Tag {
  readonly prefix: string;
  readonly type: string;
}

/** What stands before and after a sequence. */
const OUTSIDE: Tag = { prefix: 'O', type: '_' };

function parseTag(tag: string, scheme: TaggingScheme, { prefixes }: Grammar): Tag {
  const prefix = tag.slice(0, 1);
  if (prefix === '' || !prefixes.includes(prefix)) {
    const rule = `tags of ${scheme} begin with one of ${[...prefixes].join(', ')}`;
    throw new InvalidInputError(`seqeval: ${rule}; got ${showValue(tag)}`);
  }
  return { prefix, type: tag.slice(1).replace(/^-+|-+$/g, '') || '_' };
}

function allows(patterns: readonly string[], before: Tag, now: Tag): boolean {
  return patterns.some(([prefixBefore, prefixNow, types]) => (
    (prefixBefore === '*' || prefixBefore === before.prefix) && (prefixNow === '*' || prefixNow === now.prefix)
    && (types === '*' || (types === '=') === (before.type === now.type))
  ));
}

function grammar(prefixes: string, starts: string, continues: string, ends: string): Grammar {
  return { prefixes, starts: starts.split(' '), continues: continues.split(' '), ends: ends.split(' ') };
}
