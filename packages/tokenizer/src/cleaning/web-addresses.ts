import { cleaner } from './cleaner.ts';
import type { Cleaner } from './cleaner.ts';

/** Options of the steps that take something out. */
export interface ReplacementOptions {
  /** Stands where something was. Default nothing. */
  readonly replacement?: string;
}

/** Up to white space, quotes or brackets, but for pairs of round ones; punctuation at the end is the sentence's. */
const URL = /\b(?:https?:\/\/|ftp:\/\/|www\.)(?:[^\s<>"'`{}|\\^[\]()，。；！？）】》]|\([^\s<>"()]{0,100}\)){1,2000}/gi;
const TRAILING = /[.,;:!?]+$/;

/** Web addresses go: those with a scheme, and those that begin with www. */
export function removeUrls({ replacement = '' }: ReplacementOptions = {}): Cleaner {
  return cleaner(`web addresses become ${JSON.stringify(replacement)}`, (text) => text.replaceAll(URL, (address) => (
    replacement + (TRAILING.exec(address)?.[0] ?? '')
  )));
}

/** Every part has a bound, so that no text takes more than linear time. */
export const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@(?:[A-Za-z\d](?:[A-Za-z\d-]{0,62})\.){1,8}[A-Za-z]{2,24}(?![\w-])/g;

/** E-mail addresses go. */
export function removeEmails({ replacement = '' }: ReplacementOptions = {}): Cleaner {
  return cleaner(`e-mail addresses become ${JSON.stringify(replacement)}`, (text) => (
    text.replaceAll(EMAIL, () => replacement)
  ));
}
