import { expect, test } from 'vitest';
import type { Contribution } from '../ports/model.ts';
import type { MessageRecord } from '../ports/records.ts';
import type { Assistant } from './assistant.ts';
import { buildMessages } from './context.ts';

/** Of forty characters: ten estimated tokens. */
const TEN_TOKENS = 'x'.repeat(40);

function message(index: number, role: MessageRecord['role'], text = TEN_TOKENS): MessageRecord {
  const parent = index === 0 ? null : `m${index - 1}`;
  const parts = [{ kind: 'text' as const, text }];
  return { id: `m${index}`, conversation: 'c', parent, role, parts, status: 'complete', turn: 't', createdAt: index };
}

/** Questions and answers in turn, a question last. */
const BRANCH = Array.from({ length: 9 }, (_, index) => message(index, index % 2 === 0 ? 'user' : 'assistant'));

function assistant(changes: Partial<Assistant>): Assistant {
  return {
    name: 'a',
    title: 'A',
    description: '',
    model: 'm',
    instructions: TEN_TOKENS,
    historyTokens: 1_000,
    folder: '',
    capabilities: [],
    ...changes,
  };
}

const BLOCK: Contribution = { id: 'b', capability: 'c', text: TEN_TOKENS, tokens: 10 };

/** How many messages of the branch are shown. */
function shown(changes: Partial<Assistant>, contributions: readonly Contribution[] = [BLOCK]): number {
  return buildMessages(assistant(changes), contributions, BRANCH).filter(({ role }) => role !== 'system').length;
}

test('earlier messages take what instructions and contributions leave of the whole context', () => {
  expect(shown({})).toBe(9);
  // 30 for instructions, block and question; 42 for four earlier messages.
  expect(shown({ contextTokens: 72 })).toBe(5);
  expect(shown({ contextTokens: 72 }, [])).toBe(5);
  expect(shown({ contextTokens: 82 }, [])).toBe(7);
});

test('the question is shown whatever the context holds', () => {
  expect(shown({ contextTokens: 1 })).toBe(1);
  expect(shown({ historyTokens: 1 })).toBe(1);
});

test('an assistant may bound its history more narrowly than its context', () => {
  expect(shown({ contextTokens: 1_000, historyTokens: 21 })).toBe(3);
});

test('no answer is shown without its question, and no partial answer that says nothing', () => {
  expect(shown({ historyTokens: 30 })).toBe(3);
  const branch = [message(0, 'user'), message(1, 'assistant', ' '), message(2, 'user')];
  const roles = buildMessages(assistant({ instructions: '' }), [], branch).map(({ role }) => role);
  expect(roles).toEqual(['user', 'user']);
});
