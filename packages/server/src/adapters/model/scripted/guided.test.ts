import { expect, test } from 'vitest';
import { verifies } from '../../../../../../spec/verifies.ts';
import type { Contribution } from '../../../ports/model.ts';
import { guidedReply } from './guided.ts';

const facts = {
  kind: 'guide-step',
  guide: 'Careers',
  title: 'Explore',
  number: 2,
  of: 6,
  questions: ['Which one?', 'And why?'],
  timesAsked: 0,
  isReturn: false,
  because: 'You named an interest.',
  slots: [
    { title: 'Interests', entries: ['law', 'film'] },
    { title: 'Career paths', entries: [] },
  ],
};

function step(changes: Readonly<Record<string, string | number | boolean | null>> = {}): Contribution {
  return { id: 'guide:step', capability: 'guide', text: 'For models only.', tokens: 1, data: { ...facts, ...changes } };
}

function entry(id: string, verifyAt: string | null = `https://example.edu/${id}`): Contribution {
  const data = { kind: 'guide-knowledge', title: id.toUpperCase(), text: 'Good.', deadline: null, verifyAt };
  return { id, capability: 'guide', text: `[${id}]`, tokens: 1, data };
}

verifies('guide:offline', 'The scripted model says why it moved, what it understood, what it offers, and asks', () => {
  expect(guidedReply('Hi', [step(), entry('a'), entry('b', null)])).toBe(
    [
      'You named an interest. Let us go on with step 2 of 6: Explore.',
      'Interests so far: law, film.',
      '- A: Good. Verify at https://example.edu/a [a]\n- B: Good. I know of no page where this can be verified. [b]',
      'Which one?',
    ].join('\n\n'),
  );
  expect(guidedReply('Hi', [step({ isReturn: true })])).toContain('Let us go back to step 2');
});

test('It offers other entries and asks another question where it stays', () => {
  const entries = ['a', 'b', 'c', 'd'].map((id) => entry(id));
  const reply = guidedReply('Hm', [step({ because: null, timesAsked: 1 }), ...entries]) ?? '';
  expect(reply).toMatch(/^We are at step 2 of 6: Explore\./);
  expect([...reply.matchAll(/\[(\w)\]/g)].map(([, id]) => id)).toEqual(['d', 'a', 'b']);
  expect(reply).toMatch(/And why\?$/);
});

test('It answers from other contributions too, and says nothing without a guide', () => {
  const document: Contribution = {
    id: 'doc-1',
    capability: 'documents',
    text: 'Film school begins in May.',
    tokens: 5,
  };
  expect(guidedReply('When does film school begin?', [step(), document])).toMatch(
    /^Film school begins in May\. \[doc-1\]\n\nYou named/,
  );
  expect(guidedReply('When does film school begin?', [document])).toBeUndefined();
});
