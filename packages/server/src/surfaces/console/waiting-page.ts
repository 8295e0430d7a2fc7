import { createHash } from 'node:crypto';
import type { PageState } from './page-state.ts';

const STYLE = `:root{color-scheme:light dark}
body{font:16px/1.6 system-ui,sans-serif;display:grid;place-content:center;min-height:90vh;margin:0;padding:1rem}
main{max-width:34rem}h1{font-size:1.5rem;font-weight:600;margin:0 0 .5rem}p{margin:.5rem 0;opacity:.8}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem;opacity:.8}`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** What is allowed on it: its own style, and to look again. */
export const WAITING_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** Shown in the place of the page while it is not there; it looks again by itself, without a script. */
export function waitingPage(state: Exclude<PageState, { kind: 'ready' }>): string {
  const [title, text, refresh] =
    state.kind === 'building'
      ? [
          'The console is being built',
          '<p>This takes a few seconds, after an update only. The API answers already: see <a href="/docs">/docs</a>.</p>',
          '<meta http-equiv="refresh" content="1">',
        ]
      : [
          'The console could not be built',
          `<p>The API works all the same: see <a href="/docs">/docs</a>. This is what went wrong; start the server again when it is mended, or with CONSOLE=off.</p><pre>${escapeHtml(state.problem)}</pre>`,
          '',
        ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${refresh}
<title>${title}</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${text}</main></body></html>
`;
}

function escapeHtml(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
