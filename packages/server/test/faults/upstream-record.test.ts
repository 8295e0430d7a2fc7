import { expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, type Script } from '../support/fake-provider/script.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeLog, readWholeLog } from '../support/oracle.ts';
import { createServerHome } from '../support/server-process.ts';

const HANG: Script = { steps: [{ kind: 'hang' }] };

verifies(
  'upstream:on-record turn:23 fault:F01',
  'a turn whose process is killed in its second call has that call on record, and runs again',
  async () => {
    await using provider = await startFakeProvider();
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
    provider.enqueue(refusal(503), HANG, answer(['At', ' last.']));
    const first = await home.start();
    const before = nativeClient(first.url);
    const stream = await before.ask(await before.createConversation(), 'Hello');
    await provider.called(1);
    await first.kill();
    await stream.ended;
    const second = await home.start();
    const log = await readWholeLog(second.url, turnOf(stream));
    expect(judgeLog(log)).toMatchObject({ text: 'At last.', end: 'turn.completed' });
    const { body } = await nativeClient(second.url).call('GET', `/turns/${turnOf(stream)}`);
    expect(provider.calls).toHaveLength(3);
    expect(body).toMatchObject({
      attempts: 3,
      upstream_calls: [{ outcome: 'upstream_unavailable', status: 503 }, { outcome: 'completed' }],
    });
    await second.kill();
  },
);

verifies(
  'upstream:on-record turn:22',
  'a turn that used up its calls before its process was killed is not run again',
  async () => {
    await using provider = await startFakeProvider({ respond: () => answer(['Once too often.']) });
    await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
    provider.enqueue(refusal(503), refusal(503), HANG);
    const first = await home.start();
    const before = nativeClient(first.url);
    const stream = await before.ask(await before.createConversation(), 'Hello');
    await provider.called(2);
    await first.kill();
    await stream.ended;
    const second = await home.start();
    const log = await readWholeLog(second.url, turnOf(stream));
    expect(log.at(-1)).toMatchObject({ type: 'turn.failed', code: 'interrupted', partial: '' });
    expect(provider.calls).toHaveLength(3);
    await second.kill();
  },
);
