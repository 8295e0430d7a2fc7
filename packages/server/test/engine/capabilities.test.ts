import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { loadAssistants } from '../../src/assistants.ts';
import type { Assistants } from '../../src/engine/assistant.ts';
import type { Capability } from '../../src/engine/capability.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { judgeLog, nativeEvent } from '../support/oracle.ts';
import type { TurnEvent } from '@parlance/wire';

/** The shipped assistant, with these capabilities. */
function assistantsWith(capabilities: readonly Capability[]): Assistants {
  const shipped = loadAssistants();
  const names = capabilities.map(({ name }) => name);
  return {
    get: (name) => {
      const assistant = shipped.get(name);
      return assistant === undefined ? undefined : { ...assistant, capabilities: names };
    },
    list: () => shipped.list(),
  };
}

async function withCapability(
  capability: Capability,
  texts: readonly string[],
  run: (server: InProcess, log: () => Promise<readonly TurnEvent[]>, sent: () => string) => Promise<void>,
): Promise<void> {
  await using provider = await startFakeProvider({ respond: () => answer(texts) });
  await using server = await startInProcess({
    environment: { OPENAI_BASE_URL: provider.baseUrl },
    capabilities: [capability],
    assistants: assistantsWith([capability]),
  });
  const client = nativeClient(server.url);
  const log = async (): Promise<readonly TurnEvent[]> => {
    const stream = await client.ask(await client.createConversation(), 'Go');
    await stream.ended;
    return stream.events.map(nativeEvent);
  };
  await run(server, log, () => JSON.stringify(provider.calls.map((call) => call.body)));
}

describe('a capability', () => {
  verifies('turn:3', 'may refuse a turn before it is stored', async () => {
    const gate: Capability = {
      name: 'gate',
      prepare: async ({ text }) => {
        return text === 'Go' ? { refused: 'forbidden', message: 'Not you.' } : [];
      },
    };
    await withCapability(gate, ['never'], async (server, _log, sent) => {
      const client = nativeClient(server.url);
      const conversation = await client.createConversation();
      const refused = await client.call(
        'POST',
        `/conversations/${conversation}/turns`,
        { message: 'Go' },
        { 'Idempotency-Key': 'k' },
      );
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      const { body } = await client.call('GET', `/conversations/${conversation}/messages`);
      expect(JSON.stringify(body)).not.toContain('Go');
      expect(sent()).toBe('[]');
      const allowed = await client.call(
        'POST',
        `/conversations/${conversation}/turns`,
        { message: 'Stay', stream: false },
        { 'Idempotency-Key': 'k' },
      );
      expect(allowed.status).toBe(200);
    });
  });

  verifies('turn:12', 'contributes to the context and shows its progress in the log', async () => {
    const library: Capability = {
      name: 'library',
      contribute: async ({ emit }) => {
        emit({ type: 'progress', step: 'search', message: 'Looking it up.', percent: 50 });
        return [{ id: 'b1', capability: 'library', text: 'Owls fly at night.', tokens: 5 }];
      },
    };
    await withCapability(library, ['Yes'], async (_server, log, sent) => {
      expect((await log()).map((event) => event.type)).toEqual([
        'turn.started',
        'progress',
        'part.started',
        'part.delta',
        'part.ended',
        'usage',
        'turn.completed',
      ]);
      expect(sent()).toContain('Owls fly at night.');
    });
  });

  verifies('turn:32', 'that fails is left out, and an event and a metric say so', async () => {
    const broken: Capability = { name: 'broken', contribute: () => Promise.reject(new Error('disk of secrets')) };
    await withCapability(broken, ['Still'], async (server, log) => {
      const events = await log();
      expect(judgeLog(events).text).toBe('Still');
      expect(events[1]).toMatchObject({ type: 'progress', step: 'degraded', details: { capability: 'broken' } });
      expect(JSON.stringify(events)).not.toContain('secrets');
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      expect(metrics).toContain('parlance_capability_failures_total{capability="broken"} 1');
    });
  });

  verifies('turn:17', 'may answer instead of the model', async () => {
    const cache: Capability = {
      name: 'cache',
      answer: { kind: 'replace', provider: 'memory', answer: async () => ['From', ' memory'] },
    };
    await withCapability(cache, ['never'], async (_server, log, sent) => {
      expect(judgeLog(await log())).toMatchObject({ text: 'From memory', end: 'turn.completed' });
      expect(sent()).toBe('[]');
    });
  });

  verifies('turn:17', 'may change the text on its way, and give out at the end what it held back', async () => {
    const shout: Capability = {
      name: 'shout',
      answer: {
        kind: 'transform',
        start: () => ({ push: (text) => text.toUpperCase(), end: () => '!' }),
      },
    };
    await withCapability(shout, ['quiet', ' voice'], async (_server, log) => {
      expect(judgeLog(await log()).text).toBe('QUIET VOICE!');
    });
  });

  verifies('turn:17 turn:19', 'may end the answer in the middle, keeping what was said', async () => {
    const meter: Capability = {
      name: 'meter',
      answer: {
        kind: 'observe',
        start: () => {
          let pieces = 0;
          return () => {
            pieces += 1;
            return pieces === 2 ? 'stop' : 'go on';
          };
        },
      },
    };
    await withCapability(meter, ['one', ' two', ' three', ' four'], async (_server, log) => {
      const verdict = judgeLog(await log());
      expect(verdict).toMatchObject({ text: 'one two', end: 'turn.completed' });
      expect(verdict.log.at(-1)).toMatchObject({ finish: 'length' });
    });
  });

  verifies('turn:17 turn:24', 'settles in the transaction of the terminal', async () => {
    const settled: string[] = [];
    const diary: Capability = {
      name: 'diary',
      settle: async ({ turn, text, usage, status }) => {
        settled.push(`${status}: ${text} (${usage?.output})`);
        return {
          events: [{ type: 'state', scope: 'diary', patch: { lines: 1 }, version: 1 }],
          writes: [
            {
              kind: 'job.create',
              job: {
                id: turn.userMessage,
                kind: 'diary',
                key: turn.id,
                payload: text,
                attempts: 0,
                runAt: 0,
                turn: turn.id,
              },
            },
          ],
        };
      },
    };
    await withCapability(diary, ['Dear', ' diary'], async (_server, log) => {
      const events = await log();
      expect(events.slice(-3).map((event) => event.type)).toEqual(['state', 'usage', 'turn.completed']);
      expect(settled).toEqual(['completed: Dear diary (2)']);
    });
  });

  verifies('turn:17 turn:34', 'whose settling is refused does not cost the reader the terminal', async () => {
    const wrong: Capability = {
      name: 'wrong',
      settle: async ({ turn }) => ({
        events: [],
        writes: [{ kind: 'turn.begin', turn: turn.id, epoch: 99 }],
      }),
    };
    await withCapability(wrong, ['Kept'], async (server, log) => {
      expect(judgeLog(await log())).toMatchObject({ text: 'Kept' });
      expect(server.log().map((line) => line['event'])).toContain('unexpected_error');
    });
  });
});
