import { expect } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import type { GivenMessage } from '../../ports/given-history.ts';
import { resolveQuestion } from './question.ts';

const asked = (text: string): GivenMessage => ({ role: 'user', text });
const HISTORY: readonly GivenMessage[] = [
  asked('Where is the head office?'),
  { role: 'assistant', text: 'In Bergen, since 1998.' },
  asked('What was the net revenue in 2023?'),
  { role: 'assistant', text: '7 million.' },
];

verifies('jacie:follow-up', 'puts a question that leans on another into words that stand alone', () => {
  const text = (query: string, history = HISTORY) => resolveQuestion(query, history).text;
  expect(text('and the year before?')).toBe('What was the net revenue in 2022?');
  expect(text('And the next year?')).toBe('What was the net revenue in 2024?');
  const again = [...HISTORY, asked('and the year before?'), { role: 'assistant', text: '6 million.' } as const];
  expect(text('And the year before that?', again)).toContain('net revenue in 2021?');
  expect(text('Why did it rise?')).toBe('What was the net revenue in 2023? Why did it rise?');
  expect(text('Which subsidiaries operate ferries in Denmark?')).toBe('Which subsidiaries operate ferries in Denmark?');
  expect(text('and the year before?', [])).toBe('and the year before?');
});

verifies('jacie:follow-up', 'finds the year in an answer where no question has one', () => {
  const history = [
    asked('How large was the newest crane budget?'),
    { role: 'assistant', text: '3 million in 2025.' } as const,
  ];
  expect(resolveQuestion('And the year before?', history).text).toContain('crane budget? 2024');
});

verifies('jacie:follow-up', 'counts what it used, and knows a question of no matter in particular', () => {
  expect(resolveQuestion('and the year before?', HISTORY).messagesUsed).toBe(2);
  expect(resolveQuestion('What are the main highlights?', HISTORY)).toMatchObject({ isGeneral: true, messagesUsed: 0 });
  expect(resolveQuestion("What are MTN's financial highlights?", []).isGeneral).toBe(false);
});
