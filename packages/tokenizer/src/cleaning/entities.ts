import { Parser } from 'htmlparser2';
import { cleaner } from './cleaner.ts';
import type { Cleaner } from './cleaner.ts';

/** `&amp;`, `&#38;`, `&#x26;`, and what browsers take without the semicolon. */
const ENTITY = /&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,31});?/g;

/** Entities of HTML become their characters; tags stay. What is no entity stays too. */
export function decodeEntities(): Cleaner {
  return cleaner('HTML entities become characters', (text) => text.replaceAll(ENTITY, decoded));
}

function decoded(entity: string): string {
  let text = '';
  const parser = new Parser({ ontext: (part) => (text += part) });
  parser.end(entity);
  return text;
}
