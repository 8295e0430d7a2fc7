import { ManualClock } from '../../src/adapters/clock/manual.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Model } from '../../src/ports/model.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer, refusal, type Script, type Step } from '../support/fake-provider/script.ts';
import { requestFor, type ModelSubject, type Prepared } from './model-contract.ts';

/** Makes the model under test, for the provider at this address. */
export type MakeModel = (baseUrl: string, clock: Clock) => Model;

/** Puts a model under the contract with the fake provider as its provider. */
export async function providerSubject(make: MakeModel): Promise<ModelSubject> {
  const provider = await startFakeProvider();
  const clock = new ManualClock();
  const model = make(provider.baseUrl, clock);
  const unreachable = make('http://127.0.0.1:1/v1', clock);
  let prepared = 0;
  const prepare = (script: Script): Prepared => {
    prepared += 1;
    const marker = `#${prepared}#`;
    provider.onMarker(marker, script);
    return {
      model,
      request: requestFor(marker),
      letGo: async () => {
        const index = provider.calls.findIndex((call) => call.lastUserText === marker);
        await provider.closedByClient(index);
        await provider.connectionsAre(0);
      },
    };
  };
  return {
    answer: (chunks) => prepare(answer(chunks)),
    paused: (chunks) => {
      const gate = `gate ${prepared}`;
      const [first = '', ...rest] = chunks;
      const whole = answer(rest).steps.slice(1);
      const prefix: readonly Step[] = [{ kind: 'role' }, { kind: 'delta', text: first }, { kind: 'wait', gate }];
      return { ...prepare({ steps: [...prefix, ...whole] }), goOn: () => provider.release(gate) };
    },
    shortened: (chunks) => prepare(answer(chunks, { finish: 'length' })),
    brokenOff: (chunks) => prepare({ steps: [{ kind: 'role' }, { kind: 'deltas', texts: chunks, intervalMs: 0 }] }),
    failing: () => [
      prepare(refusal(500)),
      prepare(refusal(401)),
      prepare({ steps: [{ kind: 'raw', bytes: 'this is not HTTP\r\n\r\n' }, { kind: 'hang' }] }),
      prepare({ steps: [{ kind: 'chunk', bytes: 'data: this is not JSON\n\n' }, { kind: 'hang' }] }),
      { model: unreachable, request: requestFor('nobody there'), letGo: () => Promise.resolve() },
    ],
    [Symbol.asyncDispose]: () => provider.close(),
  };
}
