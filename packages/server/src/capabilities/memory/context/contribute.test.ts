import type { TurnEventBody } from '@parlance/wire';
import { describe, expect } from 'vitest';
import { verifies } from '../../../../../../spec/verifies.ts';
import { ManualClock } from '../../../adapters/clock/manual.ts';
import type { RunningTurn } from '../../../engine/capability.ts';
import { MessageIndexUnavailable, type RecallHit, type RecallQuery } from '../../../ports/message-index.ts';
import { message, turn } from '../../../../test/contracts/store-fixtures.ts';
import { loops } from '../../../../test/support/drive.ts';
import { contribute, type ContributingParts } from './contribute.ts';
import { sharesOf } from './shares.ts';

const LIMIT_MS = 150;
const HIT: RecallHit = {
  kind: 'message',
  id: 'said',
  text: 'My dog is called Bruno.',
  score: 2,
  sources: [{ message: 'said', conversation: 'c', externalId: null, time: 0, speaker: 'user' }],
};

type Search = (query: RecallQuery) => Promise<readonly RecallHit[] | null>;

/** What a turn is shown where messages are found by `search`; memories and summaries there are none. */
function shown(search: Search, clock = new ManualClock()) {
  const events: TurnEventBody[] = [];
  const failed: string[] = [];
  const parts: ContributingParts = {
    index: { search },
    memories: {
      memory: () => Promise.resolve(null),
      memories: () => Promise.resolve([]),
      sources: () => Promise.resolve([]),
      summary: () => Promise.resolve(null),
    },
    clock,
    limitMs: () => LIMIT_MS,
    shares: () => sharesOf(6_000),
    instructions: () => '',
    contributionTokens: () => 5_000,
    observer: {
      recalled: () => undefined,
      failed: (_turn, { part, reason }) => failed.push(`${part}: ${reason}`),
    },
  };
  const asked = message({ conversation: 'c' }, { parts: [{ kind: 'text', text: 'What is my dog called?' }] });
  const running: RunningTurn = {
    turn: turn({ conversation: 'c' }),
    messages: [asked],
    emit: (event) => events.push(event),
    signal: new AbortController().signal,
    ask: () => Promise.reject(new Error('Nobody is asked.')),
  };
  const contributed = contribute(parts, running, ['staff/maya', 'staff'], 5_000);
  return { contributed, events, failed, clock };
}

describe('what a turn is shown', () => {
  verifies('context:without', 'comes without what fails, and says so', async () => {
    const { contributed, events, failed } = shown(() => Promise.reject(new MessageIndexUnavailable('It is away.')));
    expect((await contributed).contributions).toEqual([]);
    expect(failed).toEqual(['memories: failed', 'messages: failed']);
    expect(events).toMatchObject([{ type: 'progress', step: 'degraded', details: { capability: 'memory' } }]);
  });

  verifies('context:without', 'does not wait longer than its limit, and has what came until then', async () => {
    const hanging: Search = ({ kinds }) =>
      kinds?.includes('message') ? Promise.resolve([HIT]) : new Promise(() => undefined);
    const { contributed, failed, clock } = shown(hanging);
    // What is there at once has been taken.
    await loops(2);
    clock.advance(LIMIT_MS - 1);
    expect(failed).toEqual([]);
    clock.advance(1);
    const { offered } = await contributed;
    expect(offered.map(({ id, text }) => [id, text])).toEqual([['t1', HIT.text]]);
    expect(failed).toEqual(['memories: late']);
  });

  verifies('context:without', 'is looked for in the scopes of its conversation, for its owner alone', async () => {
    const asked: RecallQuery[] = [];
    await shown((query) => {
      asked.push(query);
      return Promise.resolve([]);
    }).contributed;
    expect(asked.map(({ owner, scope }) => ({ owner, scope }))).toEqual(
      asked.map(() => ({ owner: 'alice', scope: { kind: 'scopes', scopes: ['staff/maya', 'staff'] } })),
    );
  });
});
