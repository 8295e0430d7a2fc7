import fc from 'fast-check';
import { expect } from 'vitest';
import { verifies } from '../../../../../spec/verifies.ts';
import { anyTurnLog, numberEvents } from '../../../test/arbitrary-log.ts';
import type { JsonObject, TurnEvent, TurnEventBody } from '../../events.ts';
import { jacie } from './jacie.ts';

const OPTIONS: JsonObject = { query: 'Revenue?', history: [{ role: 'user', content: 'Hi' }], stream_tokens: false };
const TIME = '"timestamp":"1970-01-01T00:00:01.500+00:00"';

const OPENING: readonly TurnEventBody[] = [
  { type: 'progress', step: 'start', message: 'Starting…', percent: 5 },
  {
    type: 'progress',
    step: 'doc_loading',
    message: 'Loaded.',
    percent: 60,
    details: { documents_loaded: ['a.pdf'], document_selection_message: 'Both words.' },
  },
  { type: 'progress', step: 'degraded', message: 'Without memory.' },
  { type: 'part.started', part: 0, kind: 'reasoning' },
  { type: 'part.delta', part: 0, text: 'hm' },
  { type: 'part.started', part: 1, kind: 'text' },
  { type: 'part.delta', part: 1, text: '7 é' },
  { type: 'citation', id: '1', source: { kind: 'document', title: 'A', ref: 'a.pdf', page: 3 }, quote: 'is 7' },
  { type: 'citation', id: '2', source: { kind: 'document', title: 'A', ref: 'a.pdf' } },
];
const COMPLETED: TurnEventBody = { type: 'turn.completed', finish: 'stop', text: '7 é', message: 'm' };
const RESULT =
  '{"response":"7 \\u00e9","documents_loaded":["a.pdf"],"document_selection_message":"Both words.",' +
  '"conversation_history":[{"role":"user","content":"Hi"},{"role":"user","content":"Revenue?"},' +
  '{"role":"assistant","content":"7 \\u00e9"}],"citations":[' +
  '{"document":"a.pdf","title":"A","page":3,"quote":"is 7"},{"document":"a.pdf","title":"A","page":null,"quote":null}]}';

function tell(options: JsonObject, bodies: readonly TurnEventBody[]) {
  return fold(
    options,
    numberEvents('t', bodies).map((event) => ({ ...event, at: 1_500 })),
  );
}

function fold(options: JsonObject, events: readonly TurnEvent[]) {
  let state = jacie.start({ options });
  const frames = events.flatMap((event) => {
    const [next, made] = jacie.encode(state, event);
    state = next;
    return made;
  });
  return { frames, body: jacie.body(state) };
}

verifies('wire:jacie:frames', 'sends named events: progress as it was, then the result, and no text before it', () => {
  const { frames } = tell(OPTIONS, [...OPENING, COMPLETED]);
  expect(frames.map(({ event, data }) => `${event} ${data}`)).toEqual([
    `progress {"step":"start","message":"Starting\\u2026","progress":5,${TIME},"details":{}}`,
    `progress {"step":"doc_loading","message":"Loaded.","progress":60,${TIME},` +
      '"details":{"documents_loaded":["a.pdf"],"document_selection_message":"Both words."}}',
    `progress {"step":"degraded","message":"Without memory.","progress":60,${TIME},"details":{}}`,
    `result ${RESULT}`,
  ]);
});

verifies('wire:jacie:tokens', 'sends each piece of the text as a token where that was asked for', () => {
  const { frames } = tell({ ...OPTIONS, stream_tokens: true }, [...OPENING, COMPLETED]);
  expect(frames.filter(({ event }) => event === 'token')).toEqual([
    { event: 'token', data: '{"content":"7 \\u00e9"}' },
  ]);
});

verifies('wire:jacie:end', 'ends a failure with an error, and a cancelled turn with the result that there is', () => {
  const failed = tell(OPTIONS, [
    ...OPENING,
    { type: 'turn.failed', code: 'timeout', message: 'Too "slow"', retryable: true, partial: '7' },
  ]);
  expect(failed.frames.at(-1)).toEqual({ event: 'error', data: '{"error":"Too \\"slow\\""}' });
  expect(failed.body).toEqual({ error: 'Too "slow"' });
  const cancelled = tell(OPTIONS, [...OPENING, { type: 'turn.cancelled', by: 'user', partial: '7 é' }]);
  expect(cancelled.frames.at(-1)).toEqual({ event: 'result', data: RESULT });
  expect(tell({}, [COMPLETED]).body).toMatchObject({ result: { conversation_history: null, documents_loaded: null } });
});

verifies(
  'wire:jacie:body wire:jacie:percent',
  'has the last frame as its body, and percentages that never fall',
  () => {
    fc.assert(
      fc.property(anyTurnLog, fc.boolean(), ({ events }, streamTokens) => {
        const { frames, body } = fold({ ...OPTIONS, stream_tokens: streamTokens }, events);
        const last = frames.at(-1);
        expect(JSON.parse(last?.data ?? '')).toEqual(
          JSON.parse(JSON.stringify(body !== null && 'result' in body ? body.result : body)),
        );
        const percentages = frames
          .filter(({ event }) => event === 'progress')
          .map(({ data }) => (JSON.parse(data) as { readonly progress: number }).progress);
        expect(percentages).toEqual(percentages.toSorted((one, other) => one - other));
        expect(frames.filter(({ event }) => event === 'result' || event === 'error')).toEqual([last]);
      }),
    );
  },
);
