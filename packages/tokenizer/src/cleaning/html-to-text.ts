import { Parser } from 'htmlparser2';
import { cleaner } from './cleaner.ts';
import type { Cleaner } from './cleaner.ts';

/** What stands in them is not for readers. */
const HIDDEN = new Set([
  'script', 'style', 'noscript', 'template', 'head', 'svg', 'math', 'iframe', 'object', 'select', 'textarea',
]);

/** They begin and end a line. */
const BLOCKS = new Set([
  'address', 'article', 'aside', 'blockquote', 'body', 'dd', 'details', 'div', 'dl', 'dt', 'fieldset', 'figcaption',
  'figure', 'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'li', 'main', 'nav', 'ol', 'p', 'pre',
  'section', 'summary', 'table', 'tr', 'ul',
]);

/** They leave an empty line before and behind. */
const PARAGRAPHS = new Set(['blockquote', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ol', 'p', 'pre', 'table', 'ul']);

/** Open tags that the parser may hold; each takes it longer than the one before. */
const MAX_DEPTH = 2000;

/**
 * HTML becomes the text that a reader sees: tags, scripts, styles and comments go, entities become characters, blocks
 * become lines, cells are set apart by tabs, and white space is kept only in `<pre>`. Of what nests thousands deep only
 * the tags are taken out.
 */
export function htmlToText(): Cleaner {
  return cleaner('HTML becomes its text', (html) => {
    const output = new TextOutput();
    let hidden = 0;
    let preformatted = 0;
    let depth = 0;
    const parser = new Parser({
      onopentagname(name) {
        if (++depth > MAX_DEPTH) parser.pause();
        if (HIDDEN.has(name)) hidden++;
        if (name === 'pre') preformatted++;
        if (name === 'br') output.line();
        else if (name === 'td' || name === 'th') output.cell();
        else if (BLOCKS.has(name)) output.block(PARAGRAPHS.has(name));
      },
      ontext(text) {
        if (hidden === 0) output.text(text, preformatted > 0);
      },
      onclosetag(name) {
        depth--;
        if (HIDDEN.has(name)) hidden--;
        if (name === 'pre') preformatted--;
        if (BLOCKS.has(name)) output.block(PARAGRAPHS.has(name));
      },
    });
    parser.write(html);
    if (depth > MAX_DEPTH) return html.replaceAll(/<[^<>]{0,1000}>/g, '');
    parser.end();
    return output.result();
  });
}

/** Text as it grows, with white space that is owed until something follows it. */
class TextOutput {
  readonly #parts: string[] = [];
  #owed = '';

  text(text: string, isPreformatted: boolean): void {
    if (isPreformatted) {
      this.#add(text);
      return;
    }
    const words = text.split(/[ \t\n\r\f]+/);
    if (words[0] === '' && this.#owed === '') this.#owed = ' ';
    const said = words.filter((word) => word !== '').join(' ');
    if (said === '') return;
    this.#add(said);
    if (words.at(-1) === '') this.#owed = ' ';
  }

  line(): void {
    this.#owed = `${this.#owed.replaceAll(/[ \t]/g, '')}\n`;
  }

  block(isParagraph: boolean): void {
    const lines = Math.max(isParagraph ? 2 : 1, this.#owed.split('\n').length - 1);
    this.#owed = '\n'.repeat(lines);
  }

  cell(): void {
    if (!this.#owed.includes('\n')) this.#owed = '\t';
  }

  result(): string {
    return this.#parts.join('');
  }

  #add(text: string): void {
    if (this.#parts.length > 0) this.#parts.push(this.#owed);
    this.#owed = '';
    this.#parts.push(text);
  }
}
