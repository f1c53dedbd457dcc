import { Html, html } from './html.ts';
import { reportStyle } from './report-style.ts';

/**
 * An HTML page that stands alone: no script, nothing from the network (its policy forbids both), light and dark.
 *
 * @param body what stands below the title
 */
export function page(title: string, body: Html): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(reportStyle)}</style>
</head>
<body>
<main>
<h1>${title}</h1>${body}
</main>
</body>
</html>
`.markup;
}
