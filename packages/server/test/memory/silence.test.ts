import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { EXTRACTION } from '../../src/ports/memory-store.ts';
import { drive } from '../support/drive.ts';
import type { ProviderCall } from '../support/fake-provider/call.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { rememberingAssistants } from './support/remembering.ts';

const MINUTE_MS = 60_000;

function isExtraction({ body }: ProviderCall): boolean {
  return JSON.stringify(body).includes('"response_format"');
}

/** Until a batch is read. */
async function extracted(url: string): Promise<void> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  if (!metrics.includes(`parlance_jobs_total{kind="${EXTRACTION}",outcome="done"`)) await extracted(url);
}

verifies(
  'memory:batch memory:call memory:failure',
  'What waits in a conversation is read after half an hour of silence, and not before, by one question',
  async () => {
    const { promise: asked, resolve } = Promise.withResolvers<ProviderCall>();
    await using provider = await startFakeProvider({
      respond: (call) => {
        if (!isExtraction(call)) return answer(['Hm', '.']);
        resolve(call);
        return answer(['{"operations": [], "summary": "They met."}']);
      },
    });
    const clock = new ManualClock();
    await using server = await startInProcess({
      clock,
      assistants: rememberingAssistants(),
      environment: { OPENAI_BASE_URL: provider.baseUrl },
    });
    const client = nativeClient(server.url);
    const conversation = await drive(clock, client.createConversation());
    for (const text of ['I live in Lisbon.', 'Good night.']) {
      await drive(
        clock,
        drive(clock, client.ask(conversation, text)).then((stream) => stream.ended),
      );
    }
    clock.advance(25 * MINUTE_MS);
    await drive(clock, client.call('GET', '/memories'));
    expect(provider.calls.filter(isExtraction)).toEqual([]);
    clock.advance(10 * MINUTE_MS);
    const call = await drive(clock, asked);
    expect(JSON.stringify(call.body)).toContain('I live in Lisbon.');
    expect(JSON.stringify(call.body)).toContain('Good night.');
    // A jump of the clock before that would be the end of the time that it has.
    await drive(clock, extracted(server.url));
    clock.advance(60 * MINUTE_MS);
    await drive(clock, client.call('GET', '/memories'));
    expect(provider.calls.filter(isExtraction)).toHaveLength(1);
  },
);
