import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer, type Step } from '../support/fake-provider/script.ts';
import { requestFor, turnsOfTheLoop, unaborted } from './model-contract.ts';
import { RecordingSink } from './model-sink.ts';
import { content, DONE, FINISH, startAsking } from './openai-asking.ts';

const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}\n\n';
const END = '0\r\n\r\n';

/** A response whose events are one HTTP chunk each, all in one write, so that one read brings them. */
function inOneWrite(...events: readonly string[]): Step {
  const chunks = events.map((event) => `${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`);
  return { kind: 'raw', bytes: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks.join('')}` };
}

describe('the openai model, with a sink that is full,', () => {
  verifies('model:stall model:back-pressure', 'counts no time, whatever the same read still brings', async () => {
    await using asking = await startAsking();
    asking.provider.enqueue({ steps: [inOneWrite(USAGE, content('hi')), { kind: 'wait', gate: 'rest' }] });
    const sink = new RecordingSink();
    sink.fill();
    let over = false;
    const outcome = asking.model.stream(requestFor('hello'), sink, unaborted()).catch(() => (over = true));
    await sink.holds(1);
    await turnsOfTheLoop(10);
    asking.clock.advance(600_000);
    await turnsOfTheLoop(10);
    expect(over).toBe(false);
    sink.drain();
    await turnsOfTheLoop(10);
    asking.clock.advance(600_000);
    await outcome;
    expect(over).toBe(true);
  });

  verifies(
    'model:back-pressure',
    'reads its connection to the end all the same when the answer is complete',
    async () => {
      await using asking = await startAsking();
      const steps: readonly Step[] = [
        inOneWrite(content('hi'), FINISH, DONE),
        { kind: 'wait', gate: 'end' },
        { kind: 'raw', bytes: END },
        { kind: 'hang' },
      ];
      asking.provider.enqueue({ steps }, { steps: [{ kind: 'wait', gate: 'end' }, { kind: 'hang' }] });
      const sink = new RecordingSink();
      sink.fill();
      expect(await asking.model.stream(requestFor('hello'), sink, unaborted())).toEqual({ finish: 'stop' });
      asking.provider.release('end');
      await turnsOfTheLoop(50);
      expect(asking.clock.pending).toBe(0);
    },
  );
});

describe('the openai model, with a provider that does not end its response,', () => {
  verifies('model:http-connections', 'lets it go a second after the answer', async () => {
    await using asking = await startAsking();
    const { finish } = await asking.ask({ steps: [...answer(['hi']).steps, { kind: 'hang' }] });
    expect(finish).toBe('stop');
    asking.clock.advance(999);
    await asking.provider.connectionsAre(1);
    asking.clock.advance(1);
    await asking.provider.closedByClient(0);
    expect(asking.clock.pending).toBe(0);
  });
});
