import { describe, expect, test } from 'vitest';
import type { Contribution } from '../../../ports/model.ts';
import { noLonger } from './no-longer.ts';
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
  recalled('m3', 'The user lives in Lisbon.', { status: 'superseded', until: '2026-11-02' }),
  recalled('m4', 'The user likes jazz.'),
  recalled('m5', 'The user likes long walks.'),
  recalled('t1', 'Where do I park? I keep my bike in the cellar of number nine.'),
  recalled('t2', 'You wrote: “I keep my bike in the cellar.”', { speaker: 'assistant' }),
];

describe('the scripted model, asked what it remembers', () => {
  test.each([
    ["What is my dog's name?", 'Your dog is called Bruno (you told me on 2 November 2026). [m1]'],
    ['Where do I live?', 'You live in Porto (you told me on 2 November 2026). [m2]'],
    ['Where did I live before?', 'You used to live in Lisbon, until 2 November 2026. [m3]'],
    ['Where did I live before Porto?', 'You used to live in Lisbon, until 2 November 2026. [m3]'],
    ['Did I like jazz before?', 'You like jazz (you told me on 2 November 2026). [m4]'],
    [
      'What do I like?',
      'You like jazz (you told me on 2 November 2026). [m4] You like long walks (you told me on 2 November 2026). [m5]',
    ],
    ['Where do I keep my bike?', 'You told me on 2 November 2026: “I keep my bike in the cellar of number nine.” [t1]'],
  ])('answers %j', (question, answer) => {
    expect(rememberedReply(question, KNOWN)).toBe(answer);
  });

  test.each([
    ['What is my name?', 'Your name is Priya Raman (you told me on 2 November 2026). [m2]'],
    ['How old is my son?', undefined],
    ['How old is Leo?', undefined],
    ['How old is she?', undefined],
    ['how old is leo?', undefined],
    ['how old am i?', 'You are 38 years old (you told me on 2 November 2026). [m3]'],
    ['How old am I?', 'You are 38 years old (you told me on 2 November 2026). [m3]'],
    ['Where do I live?', undefined],
    ['Where does my sister live?', 'Your sister lives in Ghent (you told me on 2 November 2026). [m4]'],
    ['Who lives in Ghent?', 'Your sister lives in Ghent (you told me on 2 November 2026). [m4]'],
    ['What is my favorite food?', undefined],
    [
      "What is my son's teacher called?",
      "Your son's teacher is called Mrs. Alves (you told me on 2 November 2026). [m1]",
    ],
    ['Do I have a sister?', 'Your sister lives in Ghent (you told me on 2 November 2026). [m4]'],
    ['Where does Ben work?', 'Ben said on 2 November 2026: “I work at the harbour.” [t1]'],
  ])('tells of the one who is asked about: %j', (question, answer) => {
    const known = [
      recalled('m1', "The user's son's teacher is called Mrs. Alves.", { subject: "user's son" }),
      recalled('m2', "The user's name is Priya Raman.", { subject: 'user' }),
      recalled('m3', 'The user is 38 years old.', { subject: 'user' }),
      recalled('m4', "The user's sister lives in Ghent.", { subject: "user's sister" }),
      recalled('m5', "The user's favorite color is teal.", { subject: 'user' }),
      recalled('t1', 'I work at the harbour.', { speaker: 'Ben' }),
      recalled('t2', 'I work at the museum.', { speaker: 'Ana' }),
      recalled('t4', "My son's teacher is called Mrs. Alves."),
      recalled('t3', "I'm 38 years old."),
    ];
    expect(rememberedReply(question, known)).toBe(answer);
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
  ['You live in Lisbon.', 'You used to live in Lisbon, until 2 May 2026'],
  ['You are a nurse.', 'You used to be a nurse, until 2 May 2026'],
  ['Your favorite color is teal.', 'Your favorite color used to be teal, until 2 May 2026'],
  ['Your sister studies law.', 'Your sister used to study law, until 2 May 2026'],
  ['Your knee hurts.', 'Formerly: Your knee hurts, until 2 May 2026'],
  ['You told: broke an arm.', 'You told: broke an arm, until 2 May 2026'],
])('%j is told as over: %j', (text, said) => {
  expect(noLonger(text, '2 May 2026')).toBe(said);
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
