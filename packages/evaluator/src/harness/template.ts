import { InvalidInputError, showValue } from '@oneday/core';
import type { Json } from '@oneday/core';
import type { TaskDocument } from './documents.ts';

/**
 * A template with `{field}` replaced by the document's fields; `{{` and `}}` are braces. Numbers, and yes and no, are
 * written as JSON.
 *
 * @param what the name of the task; it opens the error line
 * @throws InvalidInputError for a field that the document has not, or that is no text, number or boolean
 */
export function fillTemplate(template: string, document: TaskDocument, what: string): string {
  return template.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (match, name: string | undefined) => (
    name === undefined ? match[0]! : fieldText(document, name, what)
  ));
}

/** @throws InvalidInputError as {@link fillTemplate} does */
export function fieldText(document: TaskDocument, name: string, what: string): string {
  const value = fieldOf(document, name, what);
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new InvalidInputError(`${what}: field ${showValue(name)} must be a text or number; got ${showValue(value)}`);
}

/** @throws InvalidInputError for a field that the document has not */
export function fieldOf(document: TaskDocument, name: string, what: string): Json {
  if (Object.hasOwn(document, name)) return document[name]!;
  const known = Object.keys(document).join(', ');
  throw new InvalidInputError(`${what}: a document has no field ${showValue(name)}; it has ${known}`);
}

/** The texts in a list of a document. @throws InvalidInputError when the field is none */
export function fieldTexts(document: TaskDocument, name: string, what: string): string[] {
  const value = fieldOf(document, name, what);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new InvalidInputError(`${what}: field ${showValue(name)} must be a list of texts; got ${showValue(value)}`);
}
