import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { PAYLOADS } from '../../test/support/payloads.ts';
import { NO_BLOCKS, readBlocks, readWhole } from './blocks.ts';
import { calmTail } from './calm-tail.ts';
import { Markdown } from './markdown.tsx';

const show = (text: string, isGrowing = false): string =>
  renderToStaticMarkup(createElement(Markdown, { text, isGrowing }));

/** Every tag that an answer may become, with every attribute that it may have. */
const TAG =
  /<\/?(?:div class="(?:markdown|table)"(?: tabindex="0" role="region" aria-label="Table")?|p(?: dir="auto")?|span(?: class="(?:comment|string|number|keyword|image-link|unseen)?")?|h[3-6](?: dir="auto")?|ul(?: dir="auto")?|ol(?: start="\d+")?(?: dir="auto")?|li|blockquote(?: dir="auto")?|strong|em|s|br\/|hr\/|table(?: dir="auto")?|thead|tbody|tr|t[hd] class="(?:right|center)?"|code|figure class="code"|figcaption|pre tabindex="0" aria-label="[^"<>]*"|button type="button" class="quiet" aria-label="Copy code" title="Copy code"|span aria-live="polite" class="unseen"|svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"|path d="[^"<>]*"|a href="(?:https?:\/\/|mailto:)[^"<>]*" title="[^"<>]*" target="_blank" rel="noopener noreferrer"|div|table|a|th|td|figure|pre|button|svg|path)>/g;

/** What is left of the tags once those that may stand there are gone. */
function foreignTags(html: string): readonly string[] {
  return html.replaceAll(TAG, '').match(/<[^>]*>?/g) ?? [];
}

describe('an answer as elements', () => {
  verifies('console:safety:output', 'holds no tag but those of Markdown, whatever has come of any payload', () => {
    for (const payload of PAYLOADS) {
      const step = Math.max(1, Math.ceil(payload.length / 9));
      for (let length = 1; length < payload.length; length += step) {
        const text = payload.slice(0, length);
        expect(foreignTags(show(text, true)), text).toEqual([]);
      }
      expect(foreignTags(show(payload)), payload).toEqual([]);
    }
  });

  test('a tag that may not stand there is found', () => {
    expect(foreignTags('<p><img src="x"/></p>')).toEqual(['<img src="x"/>']);
    expect(foreignTags('<a href="javascript:1">x</a>')).toEqual(['<a href="javascript:1">']);
  });

  verifies('console:markdown', 'shows headings, lists, tables, code and emphasis', () => {
    expect(show('# One\n\n- *a*\n- **b**\n\n1. c')).toBe(
      '<div class="markdown"><h3 dir="auto"><span>One</span></h3><ul dir="auto"><li><span><span><em>a</em></span></span></li><li><span><span><strong>b</strong></span></span></li></ul><ol start="1" dir="auto"><li><span><span>c</span></span></li></ol></div>',
    );
    const table = show('| a | b |\n|---|--:|\n| 1 | 2 |');
    expect(table).toContain('<th class="right"><span>b</span></th>');
    const code = show('```ts\nconst a = "b"; // c\n```');
    expect(code).toContain('<span class="keyword">const</span> a = <span class="string">&quot;b&quot;</span>');
    expect(code).toContain('aria-label="Copy code"');
  });

  verifies('console:safety:links', 'links to http, https and mailto only', () => {
    expect(show('[a](https://x.test/b)')).toContain('href="https://x.test/b"');
    for (const address of ['javascript:1', '/api', '//x.test', 'data:text/html,x', 'ftp://x.test']) {
      expect(show(`[a](${address})`), address).not.toContain('<a ');
    }
  });
});

describe('a growing answer', () => {
  const text =
    'First *one*.\n\n- a\n- b\n\n  more\n- c\n\n```py\nprint(1)\n\nprint(2)\n```\n\n| a |\n|---|\n| 1 |\n| 2 |\n\nHead\n====\n\nEnd.\r\n\r\n1. x';

  verifies('console:markdown', 'is read to the same blocks piece by piece as at once', () => {
    let read = NO_BLOCKS;
    for (let length = 1; length <= text.length; length += 1) read = readBlocks(text.slice(0, length), read);
    const whole = readWhole(text);
    expect(read.blocks.map(({ start }) => start)).toEqual(whole.blocks.map(({ start }) => start));
    expect(JSON.stringify(read.blocks.map(({ tokens }) => tokens.map(({ type, content }) => [type, content])))).toBe(
      JSON.stringify(whole.blocks.map(({ tokens }) => tokens.map(({ type, content }) => [type, content]))),
    );
  });

  verifies('console:markdown', 'keeps every block but the last as it was', () => {
    const before = readBlocks('One.\n\nTwo.\n\nThr', NO_BLOCKS);
    const after = readBlocks('One.\n\nTwo.\n\nThree.\n\nFour', before);
    expect(after.blocks.slice(0, 2)).toEqual(before.blocks.slice(0, 2));
    expect(after.blocks[0]).toBe(before.blocks[0]);
    expect(after.blocks[1]).toBe(before.blocks[1]);
  });

  test.each([
    ['This is **bo', 'This is **bo**'],
    ['This is **bold*', 'This is **bold**'],
    ['This is **', 'This is '],
    ['Call `fo', 'Call `fo`'],
    ['Call `', 'Call '],
    ['See [the guide](https://exa', 'See the guide'],
    ['See [the gui', 'See the gui'],
    ['See [a](https://x.test) and', 'See [a](https://x.test) and'],
    ['```\n**not', '```\n**not'],
    ['```\ncode\n```\n**yes', '```\ncode\n```\n**yes**'],
  ])('shows %j as %j until more comes', (text, calm) => {
    expect(calmTail(text)).toBe(calm);
  });
});
