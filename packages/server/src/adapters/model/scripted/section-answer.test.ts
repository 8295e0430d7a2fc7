import { expect } from 'vitest';
import { verifies } from '../../../../../../spec/verifies.ts';
import { stems } from './extract.ts';
import { sectionAnswer } from './section-answer.ts';

const HANDBOOK = {
  id: 'd1',
  title: 'Handbook of the ferry',
  text: `Boarding

Gates open an hour before the ferry leaves.

What to bring
- A ticket with your name
- Warm clothes

Dogs travel in the kennel on deck four.

Fares

Class | Adult | Child
Cabin | 120 | 60
Class: Deck | Adult: 40 | Child: 20

The ferry company, page 1`,
};
const OTHER = { id: 'd2', title: 'Menu', text: 'Soup is served at noon.' };
const tell = (question: string) => sectionAnswer(stems(question), [HANDBOOK, OTHER]);

verifies('jacie:offline', 'a heading says what stands under it, a list as a list, each item with its citation', () => {
  expect(tell('What to bring?')).toBe(
    'What to bring:\n- A ticket with your name [d1]\n- Warm clothes [d1]\nDogs travel in the kennel on deck four. [d1]',
  );
  expect(tell('When do the gates open?')).toBe('Gates open an hour before the ferry leaves. [d1]');
});

verifies('jacie:offline', 'of a table the rows and columns in question are told, with their names', () => {
  expect(tell('What are the fares of a child?')).toBe('Fares:\n- Cabin, Child: 60 [d1]\n- Deck, Child: 20 [d1]');
  expect(tell('the adult fares on deck')).toBe('Fares:\n- Deck, Adult: 40 [d1]');
});

verifies('jacie:offline', 'nothing is told where most of what is asked stands nowhere', () => {
  expect(tell('a helicopter for a child')).toBeUndefined();
  expect(tell('the page')).toBeUndefined();
  expect(tell('?')).toBeUndefined();
});
