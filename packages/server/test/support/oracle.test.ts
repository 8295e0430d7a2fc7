import type { TurnEvent } from '@parlance/wire';
import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { judgeDelivery, judgeLog } from './oracle.ts';

const place = { turn: 't', at: 1 };
const LOG: readonly TurnEvent[] = [
  { ...place, seq: 0, type: 'progress', step: 'begin', message: '' },
  { ...place, seq: 1, type: 'part.started', part: 0, kind: 'text' },
  { ...place, seq: 2, type: 'part.delta', part: 0, text: 'one' },
  { ...place, seq: 3, type: 'part.delta', part: 0, text: ' two' },
  { ...place, seq: 4, type: 'turn.completed', finish: 'stop', text: 'one two', message: 'm' },
];
const delivered = LOG.map((event) => ({ event: '', id: `t:${event.seq}`, data: JSON.stringify(event) }));

function numbered(events: readonly TurnEvent[]): readonly TurnEvent[] {
  return events.map((event, seq) => ({ ...event, seq }));
}

test('The oracle finds nothing wrong with a good log and what was delivered of it', () => {
  expect(judgeLog(LOG)).toMatchObject({ text: 'one two', end: 'turn.completed' });
  judgeDelivery(delivered, LOG);
  judgeDelivery(delivered.slice(0, 3), LOG, { complete: false });
});

verifies('fault:I1', 'the oracle objects to a gap, a repeat, another event and an end that is missing', () => {
  expect(() => judgeLog(LOG.toSpliced(2, 1))).toThrow('event 2 has number 3');
  expect(() => judgeDelivery(delivered.toSpliced(2, 1), LOG)).toThrow('delivered event 2');
  expect(() => judgeDelivery(delivered.toSpliced(2, 0, ...delivered.slice(2, 3)), LOG)).toThrow('delivered event 3');
  expect(() => judgeDelivery(delivered.slice(0, 4), LOG)).toThrow('4 of 5 events');
});

verifies('fault:I2', 'the oracle objects to a log without a terminal, and to one with two', () => {
  expect(() => judgeLog(LOG.slice(0, 4))).toThrow('terminal at 3 of 4');
  expect(() => judgeLog(numbered([...LOG, ...LOG.slice(4)]))).toThrow('terminal at 4 of 6');
  expect(() => judgeLog([])).toThrow('the log is empty');
});

verifies('fault:I3', 'the oracle objects to a text that is not what was streamed', () => {
  expect(() => judgeLog(numbered(LOG.toSpliced(3, 1)))).toThrow('the terminal says "one two", the deltas "one"');
});
