import type { Page } from 'playwright-core';

/** Notes whatever a page does that text alone must never make it do. */
export interface PageWatch {
  /** One sentence for each thing that happened, and for each that stands in the page now. */
  findings(): Promise<readonly string[]>;
}

/** Elements that no text of strangers can need. The page's own drawings are known by their class. */
const FORBIDDEN =
  'script, iframe, object, embed, img, video, audio, picture, source, link, style, base, meta, form, input, details, marquee, template, math, ' +
  'svg:not(.icon):not(.mark svg)';

/** What the test puts into the page. */
interface Exposed {
  violated(text: string): void;
}

/** Begins before the page has loaded anything, so that nothing is missed. */
export async function watchPage(page: Page, origin: string): Promise<PageWatch> {
  const happened: string[] = [];
  await page.exposeFunction('ran', () => happened.push('A script of the payload ran.'));
  await page.exposeFunction('violated', (text: string) => happened.push(text));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin) happened.push(`The page asked ${request.url()}.`);
  });
  page.on('dialog', (dialog) => {
    happened.push(`A dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => happened.push(`An error of the page: ${error.message}`));
  page.on('popup', (popup) => happened.push(`A window opened: ${popup.url()}`));
  page.on('framenavigated', (frame) => {
    if (new URL(frame.url()).origin !== origin) happened.push(`A frame went to ${frame.url()}.`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ blockedURI, violatedDirective }) => {
      (globalThis as unknown as Exposed).violated(`Policy: ${violatedDirective} ${blockedURI}`);
    });
  });
  return {
    findings: async () => [...happened, ...(await page.evaluate(look, FORBIDDEN))],
  };
}

/** Runs in the page: what stands in the messages, the list, the head and the problems. */
function look(forbidden: string): readonly string[] {
  const found: string[] = [];
  const places = '.messages, .conversations, .head, .problem, .page';
  for (const place of document.querySelectorAll(places)) {
    for (const element of place.querySelectorAll(forbidden))
      found.push(`There is a <${element.localName}> in the text.`);
    for (const element of place.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        if (/^on/i.test(name) || name === 'style' || name === 'srcdoc') found.push(`There is ${name}="${value}".`);
      }
    }
    for (const link of place.querySelectorAll('.markdown a')) {
      const { protocol, rel, target } = link as HTMLAnchorElement;
      if (!['http:', 'https:', 'mailto:'].includes(protocol)) found.push(`A link leads to ${protocol}.`);
      if (rel !== 'noopener noreferrer' || target !== '_blank') found.push('A link is not kept apart from the page.');
    }
  }
  return found;
}
