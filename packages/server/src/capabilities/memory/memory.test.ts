import { expect } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { message, turn } from '../../../test/contracts/store-fixtures.ts';
import { ManualClock } from '../../adapters/clock/manual.ts';
import { sharesOf } from './context/shares.ts';
import { createMemory } from './memory.ts';

verifies('context:without', 'A turn is found again and told of although nothing could be drawn from it', async () => {
  const failed: string[] = [];
  const memory = createMemory({
    store: { conversation: () => Promise.resolve(null) },
    index: { search: () => Promise.resolve([]) },
    memories: {
      memory: () => Promise.resolve(null),
      memories: () => Promise.resolve([]),
      sources: () => Promise.resolve([]),
      summary: () => Promise.resolve(null),
    },
    clock: new ManualClock(),
    limitMs: () => 150,
    shares: () => sharesOf(6_000),
    instructions: () => '',
    contributionTokens: () => 5_000,
    observer: { recalled: () => undefined, failed: (_turn, { part, reason }) => failed.push(`${part}: ${reason}`) },
    remember: () => Promise.reject(new Error('The rules have a defect.')),
  });
  const record = turn({ conversation: 'c' });
  const asked = message({ conversation: 'c' }, { id: record.userMessage });
  const settlement = await memory.settle?.({
    turn: record,
    status: 'completed',
    finish: 'stop',
    messages: [asked],
    asked: asked.parts,
    shown: { messages: [{ role: 'user', parts: [{ kind: 'text', text: 'Hello' }] }], contributions: [] },
    text: 'An answer.',
    usage: null,
    calls: () => [],
    ask: () => Promise.reject(new Error('Nobody is asked.')),
  });
  expect(settlement?.writes.map(({ kind }) => kind)).toEqual(['message.index', 'context.keep']);
  expect(failed).toEqual(['extraction: failed']);
});
