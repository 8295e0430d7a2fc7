import { expect } from 'vitest';
import type { TurnEvent } from '@parlance/wire';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import type { Overrides } from '../../src/compose.ts';
import { drive } from './drive.ts';
import { startFakeProvider, type FakeProvider } from './fake-provider/provider.ts';
import type { Script } from './fake-provider/script.ts';
import { startInProcess, type InProcess } from './in-process.ts';
import { nativeClient, type NativeClient } from './native-client.ts';
import { judgeLog, nativeEvent } from './oracle.ts';
import type { StreamClient } from './stream-client.ts';

/** Our key: it may stand nowhere. */
export const KEY = 'canary.key.1234567890';
/** What the provider says in its failures: no client may read it. */
export const WORDS = 'canary words of the provider';

export type WireName = 'openai' | 'responses' | 'anthropic';
export const WIRES: readonly WireName[] = ['openai', 'responses', 'anthropic'];

/** A server, the provider that it asks, and the time of both. */
export interface Upstream extends AsyncDisposable {
  readonly provider: FakeProvider;
  readonly server: InProcess;
  readonly client: NativeClient;
  readonly clock: ManualClock;
  /** Opens a turn; the provider's next answers are the scripts. */
  open(...scripts: readonly Script[]): Promise<StreamClient>;
  /** Follows it to its end and judges everything that came of it. */
  finish(stream: StreamClient, stepMs?: number): Promise<Asked>;
  /** Both. */
  ask(...scripts: readonly Script[]): Promise<Asked>;
}

export interface Asked {
  readonly log: readonly TurnEvent[];
  readonly text: string;
  readonly terminal: TurnEvent;
  readonly usage: TurnEvent | undefined;
  /** `GET /api/v1/turns/{id}`. */
  readonly turn: TurnResource;
  /** How often the provider was asked for it. */
  readonly calls: number;
}

export interface TurnResource {
  readonly attempts: number;
  readonly upstream_calls: readonly { readonly provider: string; readonly model: string; readonly outcome: string }[];
  readonly [field: string]: unknown;
}

export interface UpstreamOptions extends Overrides {
  readonly wire?: WireName;
  /** How far the clock goes at once while a turn is finished, milliseconds; more where many are silent for long. */
  readonly stepMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

export async function startUpstream({
  wire = 'openai',
  stepMs,
  environment,
  ...rest
}: UpstreamOptions = {}): Promise<Upstream> {
  const clock = new ManualClock();
  const provider = await startFakeProvider();
  const server = await startInProcess({
    clock,
    environment: { ...environmentOf(wire, provider.baseUrl), LOG_LEVEL: 'DEBUG', ...environment },
    ...rest,
  });
  const client = nativeClient(server.url);
  let asked = 0;
  const open: Upstream['open'] = async (...scripts) => {
    asked += 1;
    const conversation = await drive(clock, client.createConversation());
    provider.enqueue(...scripts);
    return drive(clock, client.ask(conversation, `Question ${asked}`));
  };
  const finish: Upstream['finish'] = (stream, ms = stepMs) => judge({ provider, server, client, clock }, stream, ms);
  return {
    provider,
    server,
    client,
    clock,
    open,
    finish,
    ask: async (...scripts) => finish(await open(...scripts)),
    [Symbol.asyncDispose]: async () => {
      await drive(clock, Promise.resolve(server[Symbol.asyncDispose]()));
      await provider.close();
    },
  };
}

function environmentOf(wire: WireName, baseUrl: string): Readonly<Record<string, string>> {
  switch (wire) {
    case 'openai':
      return { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: KEY, OPENAI_MODEL: 'test-model' };
    case 'responses':
      return { ...environmentOf('openai', baseUrl), OPENAI_API: 'responses' };
    case 'anthropic':
      return { ANTHROPIC_BASE_URL: baseUrl, ANTHROPIC_API_KEY: KEY, ANTHROPIC_MODEL: 'test-model' };
  }
}

/** What holds after every turn, whatever its provider did. */
async function judge(
  { provider, server, client, clock }: Pick<Upstream, 'provider' | 'server' | 'client' | 'clock'>,
  stream: StreamClient,
  stepMs?: number,
): Promise<Asked> {
  expect(await drive(clock, stream.ended, stepMs)).toBe(true);
  const log = stream.events.map(nativeEvent);
  const { text } = judgeLog(log);
  const [started] = log;
  const terminal = log.at(-1);
  if (started?.type !== 'turn.started' || terminal === undefined) throw new Error('The log has no beginning.');
  expect(stream.headers['x-correlation-id']).toBe(started.correlationId);
  const { body } = await drive(clock, client.call('GET', `/turns/${started.turn}`));
  // The documented form of a turn.
  const turn = body as unknown as TurnResource;
  const calls = provider.callsOf(started.correlationId).length;
  expect(calls).toBeLessThanOrEqual(turn.attempts);
  const { body: history } = await drive(clock, client.call('GET', `/conversations/${started.conversation}/messages`));
  expect(JSON.stringify(history)).toContain('Question');
  const stored = JSON.stringify(history).includes(JSON.stringify(text).slice(1, -1));
  expect(stored, 'the answer is stored').toBe(true);
  const shown = stream.text() + JSON.stringify([body, history]);
  expect(shown).not.toContain('canary');
  expect(JSON.stringify(server.log())).not.toContain(KEY);
  return { log, text, terminal, usage: log.find(({ type }) => type === 'usage'), turn, calls };
}
