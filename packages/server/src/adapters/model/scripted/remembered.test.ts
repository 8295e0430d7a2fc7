import { describe, expect, test } from 'vitest';
import type { Contribution } from '../../../ports/model.ts';
import { notRememberedReply, rememberedReply } from './remembered.ts';
import { toSecondPerson } from './second-person.ts';

const TIME = Date.UTC(2026, 10, 2, 9);

function recalled(id: string, text: string, more: Readonly<Record<string, string | number>> = {}): Contribution {
  const section = id.startsWith('m') ? 'memory' : 'message';
  const data = { kind: 'recalled', section, text, speaker: 'user', time: TIME, ...more };
  return { id, capability: 'memory', text: `<recalled id="${id}">\n${text}\n</recalled>`, tokens: 10, data };
}

const KNOWN = [
  recalled('m1', "The user's dog is called Bruno."),
  recalled('m2', 'The user lives in Porto.'),
  recalled('m3', 'The user lives in Lisbon.', { status: 'superseded' }),
  recalled('m4', 'The user likes jazz.'),
  recalled('m5', 'The user likes long walks.'),
  recalled('t1', 'Where do I park? I keep my bike in the cellar of number nine.'),
  recalled('t2', 'You wrote: “I keep my bike in the cellar.”', { speaker: 'assistant' }),
];

describe('the scripted model, asked what it remembers', () => {
  test.each([
    ["What is my dog's name?", 'Your dog is called Bruno (you told me on 2 November 2026). [m1]'],
    ['Where do I live?', 'You live in Porto (you told me on 2 November 2026). [m2]'],
    [
      'Where did I live before?',
      'You live in Porto (you told me on 2 November 2026). [m2] You live in Lisbon (you told me on 2 November 2026). [m3]',
    ],
    [
      'What do I like?',
      'You like jazz (you told me on 2 November 2026). [m4] You like long walks (you told me on 2 November 2026). [m5]',
    ],
    ['Where do I keep my bike?', 'You told me on 2 November 2026: “I keep my bike in the cellar of number nine.” [t1]'],
  ])('answers %j', (question, answer) => {
    expect(rememberedReply(question, KNOWN)).toBe(answer);
  });

  test('says what it does not remember, and nothing where no memory takes part', () => {
    expect(rememberedReply("What is my sister's name?", KNOWN)).toBeUndefined();
    expect(notRememberedReply("What is my sister's name?", KNOWN)).toContain('do not remember');
    expect(notRememberedReply("What is my sister's name?", [])).toBeUndefined();
    expect(rememberedReply('My dog is called Bruno.', KNOWN)).toBeUndefined();
  });

  test('lists what it knows when asked for all of it', () => {
    expect(rememberedReply('What do you remember about me?', KNOWN)?.split('\n')).toHaveLength(5);
  });
});

test.each([
  ['The user has two cats.', 'You have two cats.'],
  ['The user no longer works at Harbour Labs.', 'You no longer work at Harbour Labs.'],
  ['The user prefers tea, and the user watches films.', 'You prefer tea, and you watch films.'],
  ["The user's sister studies law.", 'Your sister studies law.'],
  ['The user is a nurse.', 'You are a nurse.'],
  ['Ana likes the sea.', 'Ana likes the sea.'],
])('%j is said to the user as %j', (text, said) => {
  expect(toSecondPerson(text)).toBe(said);
});
