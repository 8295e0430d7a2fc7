/** A link to one surface's documentation. */
export interface DocsEntry {
  readonly title: string;
  readonly page: string;
  readonly document: string;
}

/** The page that lists every surface. */
export function docsIndex(entries: readonly DocsEntry[]): string {
  const items = entries.map(
    ({ title, page, document }) =>
      `<li><a href="${escapeHtml(page)}">${escapeHtml(title)}</a> · <a href="${escapeHtml(document)}">OpenAPI</a></li>`,
  );
  return page('Parlance: interfaces', `<ul>${items.join('')}</ul>`);
}

/** One surface's OpenAPI document as a page: each operation with what it is for, and its bodies' schemas. */
export function docsPage(document: unknown): string {
  const api = asObject(document);
  const info = asObject(api.info);
  const operations = Object.entries(asObject(api.paths)).flatMap(([path, methods]) =>
    Object.entries(asObject(methods)).map(([method, operation]) => operationHtml(method, path, asObject(operation))),
  );
  return page(text(info.title), `<p>${escapeHtml(text(info.description))}</p>${operations.join('')}`);
}

function operationHtml(method: string, path: string, operation: Record<string, unknown>): string {
  const { summary, description, requestBody, responses, parameters } = operation;
  const details = [
    ['Parameters', parameters],
    ['Request', requestBody],
    ['Responses', responses],
  ].filter(([, value]) => value !== undefined);
  const blocks = details.map(
    ([name, value]) =>
      `<details><summary>${text(name)}</summary><pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre></details>`,
  );
  return `<section><h2><code>${escapeHtml(method.toUpperCase())} ${escapeHtml(path)}</code></h2><p>${escapeHtml(text(summary))}</p><p>${escapeHtml(text(description))}</p>${blocks.join('')}</section>`;
}

/** Needs nothing from anywhere: no script, no font, no other origin. */
function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}
h2{font-size:1rem;margin:2rem 0 0}pre{overflow:auto;font-size:.8rem}p{margin:.25rem 0}</style></head>
<body><h1>${escapeHtml(title)}</h1>${body}</body></html>
`;
}

/** Headers of a page that runs nothing and that nothing may frame. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  'x-content-type-options': 'nosniff',
} as const;

function escapeHtml(raw: string): string {
  return raw
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
