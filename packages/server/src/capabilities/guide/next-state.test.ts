import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import type { Condition } from './condition-schema.ts';
import { guideSchema, type GuideDefinition } from './definition.ts';
import { listenerOf } from './listen.ts';
import { loadGuide } from './load-guide.ts';
import { nextState } from './next-state.ts';
import { guideState, initialState, stateData, type GuideState } from './state.ts';

const EXAMPLE = join(import.meta.dirname, '../../../../../examples/assistants/trip-planner');
const tripPlanner = loadGuide(EXAMPLE).definition;

/** Two steps, of which the first is left when `when` holds. */
function guideWith(when: Condition): GuideDefinition {
  const step = { title: 'T', goal: 'G', ask: ['A?'] };
  const move = { to: 'two', when, reason: 'test', because: 'It holds.' };
  return guideSchema.parse({
    title: 'Test',
    steps: [
      { id: 'one', ...step, moves: [move] },
      { id: 'two', ...step },
    ],
    slots: [{ name: 'likes', title: 'L', description: 'D', rules: { family: 'interests' } }],
    intents: [{ name: 'goOn', description: 'D', patterns: ['^next\\b'] }],
  });
}

/** Where the messages lead, and all that was told on the way. */
function play(guide: GuideDefinition, messages: readonly string[]): { state: GuideState; patches: unknown[] } {
  const listen = listenerOf(guide);
  const patches: unknown[] = [];
  let state = initialState(guide);
  for (const message of messages) {
    const next = nextState(guide, state, listen(message, state));
    patches.push(...next.patches);
    state = next.state;
  }
  return { state, patches };
}

const likes: Condition = { slots: { likes: 2 } };

describe('a condition', () => {
  test.each<[string, Condition, readonly string[], boolean]>([
    ['slots', likes, ['I love chess'], false],
    ['slots', likes, ['I love chess', 'I love jazz'], true],
    ['slots', likes, ['I love chess', 'I love chess'], false],
    ['learns', { learns: 'likes' }, ['Hello'], false],
    ['learns', { learns: 'likes' }, ['I love chess'], true],
    ['empty', { all: [{ empty: 'likes' }, { turnsInStep: 2 }] }, ['Hi', 'Ho'], true],
    ['empty', { all: [{ empty: 'likes' }, { turnsInStep: 2 }] }, ['I love chess', 'Ho'], false],
    ['turnsInStep', { turnsInStep: 3 }, ['a', 'b'], false],
    ['turnsInStep', { turnsInStep: 3 }, ['a', 'b', 'c'], true],
    ['says', { says: 'goOn' }, ['What is next?'], false],
    ['says', { says: 'goOn' }, ['Next please'], true],
    ['any', { any: [{ says: 'goOn' }, likes] }, ['I love chess and jazz'], true],
    ['all', { all: [{ says: 'goOn' }, likes] }, ['I love chess and jazz'], false],
    ['not', { not: { empty: 'likes' } }, ['hello'], false],
    ['not', { not: { empty: 'likes' } }, ['I love chess'], true],
  ])('%s: %j after %j is %s', (_kind, when, messages, holds) => {
    expect(play(guideWith(when), messages).state.step).toBe(holds ? 'two' : 'one');
  });
});

describe('a guide', () => {
  verifies('guide:reasons', 'tells what it learned, then where it moved, with the reason for both readers', () => {
    const { patches, state } = play(tripPlanner, ["I'd like to visit Lisbon"]);
    expect(patches).toEqual([
      { slots: { destinations: ['Lisbon'] } },
      {
        step: 'what',
        stepNumber: 2,
        mode: null,
        lastMove: { from: 'where', to: 'what', reason: 'destination-named', because: 'You have named a city.' },
      },
    ]);
    expect(state).toMatchObject({ step: 'what', stepNumber: 2, turnsInStep: 0 });
  });

  verifies('guide:back', 'goes back when the ground is gone, when the user asks, and on in another mode', () => {
    const there = ["I'd like to visit Lisbon", 'I enjoy museums'];
    expect(play(tripPlanner, there).state).toMatchObject({ step: 'pack', mode: null });
    expect(play(tripPlanner, [...there, 'yes, go ahead']).state).toMatchObject({ step: 'pack', mode: 'list' });
    expect(play(tripPlanner, [...there, 'Rather not visit Lisbon']).state).toMatchObject({
      step: 'where',
      slots: { destinations: [], likes: ['museums'] },
      lastMove: { from: 'pack', to: 'where', reason: 'destination-gone' },
    });
    expect(play(tripPlanner, [...there, 'yes', 'Is there another city?']).state).toMatchObject({ step: 'where' });
  });

  verifies('guide:one-step', 'moves at most once a message and never leaves out a step, whatever is said', () => {
    const said = fc.oneof(
      fc.constantFrom(
        "I'd like to visit Lisbon, Vienna and Rome",
        'I enjoy museums and I love opera',
        'Rather not visit Lisbon',
        'somewhere else',
        'yes',
        'Vienna',
        'I no longer enjoy museums. Trip to Oslo!',
      ),
      fc.string({ maxLength: 80 }),
    );
    const listen = listenerOf(tripPlanner);
    fc.assert(
      fc.property(fc.array(said, { maxLength: 25 }), (messages) => {
        let state = initialState(tripPlanner);
        for (const message of messages) {
          const next = nextState(tripPlanner, state, listen(message, state));
          expect(next.state.stepNumber).toBeLessThanOrEqual(state.stepNumber + 1);
          expect(next.patches.filter((patch) => 'step' in patch).length).toBeLessThanOrEqual(1);
          expect(next.patches).toEqual(nextState(tripPlanner, state, listen(message, state)).patches);
          const merged = { ...state, ...Object.assign({}, ...next.patches) };
          expect(merged).toMatchObject({ step: next.state.step, lastMove: next.state.lastMove });
          expect(guideState(tripPlanner, stateData(next.state))).toEqual(next.state);
          state = next.state;
        }
      }),
      { numRuns: 200 },
    );
  });

  test('fits what was kept to itself when it has been changed meanwhile', () => {
    const { state } = play(tripPlanner, ["I'd like to visit Lisbon", 'I enjoy museums', 'yes']);
    const [where, what] = tripPlanner.steps;
    if (where === undefined || what === undefined) throw new Error('The example has three steps.');
    const shorter = { ...tripPlanner, steps: [where, what], slots: tripPlanner.slots.slice(0, 1) };
    expect(guideState(shorter, stateData(state))).toEqual({
      ...initialState(shorter),
      slots: { destinations: ['Lisbon'] },
    });
    expect(guideState(tripPlanner, { ...stateData(state), mode: 'gone' })).toMatchObject({ step: 'pack', mode: null });
    for (const data of [null, {}, { step: 7 }])
      expect(guideState(tripPlanner, data)).toEqual(initialState(tripPlanner));
  });
});
