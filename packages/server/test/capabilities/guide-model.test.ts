import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { drive } from '../support/drive.ts';
import type { ProviderCall } from '../support/fake-provider/call.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, type Script } from '../support/fake-provider/script.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { beginTrip, EXAMPLES, toldBy, type Trip } from './trip.ts';

interface Case {
  readonly provider: FakeProvider;
  readonly server: InProcess;
  readonly trip: Trip;
}

function asksForJson({ body }: ProviderCall): boolean {
  return JSON.stringify(body).includes('"response_format"');
}

/** A trip whose provider answers `Hm.` and does `heard` with the questions beside the answer. */
async function withModel(heard: Script, run: (parts: Case) => Promise<void>): Promise<void> {
  await using provider = await startFakeProvider({
    respond: (call) => (asksForJson(call) ? heard : answer(['Hm', '.'])),
  });
  await using server = await startInProcess({ environment: environmentOf(provider) });
  await run({ provider, server, trip: await beginTrip(server.url) });
}

function environmentOf({ baseUrl }: FakeProvider): Readonly<Record<string, string>> {
  return { ASSISTANTS: EXAMPLES, OPENAI_BASE_URL: baseUrl };
}

const FRENCH = answer(['{"add": {"destinations": ["Lisbonne"], ', '"likes": []}, "remove": {}, "says": []}'], {
  input: 90,
});

const gated: Script = {
  steps: [{ kind: 'role' }, { kind: 'wait', gate: 'before the first word' }, ...answer(['Hm', '.']).steps.slice(1)],
};

describe('a guide with a language model', () => {
  verifies(
    'guide:model guide:model-bounded',
    'hears what the rules cannot, by one small question beside the answer',
    async () => {
      await withModel(FRENCH, async ({ provider, trip, server }) => {
        const said = await trip.say(`Je voudrais voir Lisbonne. ${'x'.repeat(7_000)}`);
        expect(said.states.map(({ patch }) => patch)).toMatchObject([
          { slots: { destinations: ['Lisbonne'] } },
          { step: 'what' },
        ]);
        expect(await trip.state()).toMatchObject({ data: { step: 'what' } });
        expect(provider.calls.map(asksForJson)).toEqual([false, true]);
        const [, beside] = provider.calls;
        expect(beside?.body).toMatchObject({
          max_tokens: 400,
          response_format: { type: 'json_schema', json_schema: { name: 'heard', strict: true } },
        });
        expect(JSON.stringify(beside?.body).length).toBeLessThan(6_000);
        const { body } = await nativeClient(server.url).call('GET', `/turns/${said.turn}`);
        expect(body).toMatchObject({
          attempts: 2,
          usage: { input: 7, output: 2 },
          upstream_calls: expect.arrayContaining([
            expect.objectContaining({
              purpose: 'guide',
              outcome: 'completed',
              usage: expect.objectContaining({ input: 90, output: 2 }),
            }),
          ]),
        });
      });
    },
  );

  verifies('guide:model', 'lets the model take back what the rules took for a city', async () => {
    const corrects = answer([
      '```json\n{"add": {}, "remove": {"destinations": ["Work By Train"]}, "says": ["elsewhere"]}\n```',
    ]);
    await withModel(corrects, async ({ trip }) => {
      const said = await trip.say('I travel to Work By Train');
      expect(said.states).toEqual([]);
    });
  });

  for (const [what, script] of [
    ['refused', refusal(500)],
    ['no JSON', answer(['Sure', '!'])],
    ['another JSON', answer(['{"add": {"destinations": "Rome"}}'])],
    ['cut off', { steps: [{ kind: 'role' }, { kind: 'delta', text: '{"add"' }, { kind: 'cut' }] }],
  ] as const) {
    verifies(
      'guide:model-fails',
      `goes on with what the rules heard where the question is ${what}, and counts it`,
      async () => {
        await withModel(script, async ({ server, trip }) => {
          const vague = await trip.say('Je voudrais voir Lisbonne.');
          expect(vague).toMatchObject({ end: 'turn.completed', states: [] });
          const plain = await trip.say('Trip to Lisbon');
          expect(plain.states).toHaveLength(2);
          const metrics = await (await fetch(`${server.url}/metrics`)).text();
          expect(metrics).toContain('parlance_capability_failures_total{capability="guide:extraction"} 2');
          expect(plain.text).toBe('Hm.');
        });
      },
    );
  }

  verifies(
    'guide:model-slow',
    'asks with the first word, not before it, and ends without a model that is silent',
    async () => {
      const clock = new ManualClock();
      await using provider = await startFakeProvider({
        respond: (call) => (asksForJson(call) ? { steps: [{ kind: 'hang' }] } : gated),
      });
      await using server = await startInProcess({ environment: environmentOf(provider), clock });
      const trip = await drive(clock, beginTrip(server.url));
      const stream = await drive(clock, trip.open('Trip to Lisbon'));
      await drive(clock, provider.reached('before the first word'));
      expect(provider.calls.map(asksForJson)).toEqual([false]);
      provider.release('before the first word');
      await drive(clock, stream.ended);
      const { log, text } = toldBy(stream);
      expect(text).toBe('Hm.');
      const said = log.find(({ type }) => type === 'part.ended')?.at ?? 0;
      expect((log.at(-1)?.at ?? Infinity) - said).toBeLessThanOrEqual(3_000);
      expect(server.log().filter((line) => line['event'] === 'capability_failed')).toMatchObject([
        { capability: 'guide:extraction' },
      ]);
      expect((await drive(clock, trip.state())).data).toMatchObject({ step: 'what' });
    },
  );
});
