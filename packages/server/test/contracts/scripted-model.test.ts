import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { createScriptedModel } from '../../src/adapters/model/scripted/scripted-model.ts';
import { expect } from 'vitest';
import { modelContract, requestFor, type ModelSubject } from './model-contract.ts';

const PACE_MS = 20;

modelContract('scripted', makeSubject, {
  deviates: [
    { case: 'broken-off', reason: 'it has no stream that could break' },
    { case: 'failing', reason: 'it calls nobody who could fail' },
  ],
});

function makeSubject(): Promise<ModelSubject> {
  const clock = new ManualClock();
  const atOnce = createScriptedModel({ clock, delayMs: 0 });
  const paced = createScriptedModel({ clock, delayMs: PACE_MS });
  const letGo = (): Promise<void> => {
    expect(clock.pending).toBe(0);
    return Promise.resolve();
  };
  const say = (chunks: readonly string[]): string => `say: ${chunks.join('')}`;
  return Promise.resolve({
    answer: (chunks) => ({ model: atOnce, request: requestFor(say(chunks)), letGo }),
    paused: (chunks) => ({
      model: paced,
      request: requestFor(say(chunks)),
      letGo,
      goOn: () => clock.advance(PACE_MS * chunks.length),
    }),
    shortened: (chunks) => ({
      model: atOnce,
      request: requestFor(say([...chunks, ' and', ' more']), { maxTokens: chunks.length }),
      letGo,
    }),
    brokenOff: () => {
      throw new Error('the scripted model cannot break off');
    },
    failing: () => [],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  });
}
