/** Markup whose texts are escaped. Only `html` makes it, so that no text gets into a page unescaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What may stand in a template: markup as it is, everything else as text. */
export type HtmlPart = Html | string | number | undefined | readonly HtmlPart[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;',
};
/** Control characters, but for tab and line feed, which no HTML may hold. */
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/gu;

/** Text as it may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(CONTROLS, '\ufffd').replace(/[&<>"']/gu, (character) => ENTITIES[character]!);
}

/**
 * A template whose parts are escaped unless they are `Html`. Lists are joined, `undefined` is nothing. Attributes are
 * to be quoted in the template.
 */
export function html(template: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(String.raw({ raw: template }, ...parts.map(markupOf)));
}

function markupOf(part: HtmlPart): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'string') return escapeHtml(part);
  return typeof part === 'number' ? String(part) : part.map(markupOf).join('');
}
