import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { loadConfig } from '../../src/config.ts';
import { startFakeProvider } from '../support/fake-provider/provider.ts';
import { answer } from '../support/fake-provider/script.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';

type Environment = Readonly<Record<string, string>>;

const KEYS = { OPENAI_API_KEY: 'sk-one', ANTHROPIC_API_KEY: 'sk-two' };
const CHOICES: readonly (readonly [environment: Environment, provider: string, model: string | null])[] = [
  [{}, 'scripted', null],
  [{ OPENAI_API_KEY: 'sk-one' }, 'openai', null],
  [{ OPENAI_BASE_URL: 'http://127.0.0.1:1/v1', OPENAI_MODEL: 'llama' }, 'openai', 'llama'],
  [{ ANTHROPIC_API_KEY: 'sk-two' }, 'anthropic', 'claude-sonnet-4-5'],
  [{ ANTHROPIC_BASE_URL: 'http://127.0.0.1:1', ANTHROPIC_MODEL: 'c' }, 'anthropic', 'c'],
  [{ AI_SDK_PROVIDER: '@ai-sdk/x', AI_SDK_MODEL: 'm' }, 'ai-sdk', 'm'],
  [KEYS, 'openai', null],
  [{ ...KEYS, MODEL: 'anthropic' }, 'anthropic', 'claude-sonnet-4-5'],
  [{ ...KEYS, MODEL: 'scripted' }, 'scripted', null],
];

verifies('models:choice', 'MODEL decides who answers, else the first provider that is configured', () => {
  for (const [environment, provider, model] of CHOICES) {
    expect(loadConfig(environment).provider, JSON.stringify(environment)).toEqual({ provider, model });
  }
});

const REFUSED: readonly (readonly [variable: string, environment: Environment])[] = [
  ['MODEL', { MODEL: 'openai' }],
  ['MODEL', { MODEL: 'anthropic', OPENAI_API_KEY: 'sk-one' }],
  ['AI_SDK_MODEL', { AI_SDK_PROVIDER: '@ai-sdk/x' }],
  ['ASSISTANT_RUNTIME', { ASSISTANT_RUNTIME: 'agents', ANTHROPIC_API_KEY: 'sk-two' }],
  ['FALLBACK_MODEL', { OPENAI_API_KEY: 'sk-one', FALLBACK_MODEL: 'claude' }],
  ['FALLBACK_MODEL', { OPENAI_API_KEY: 'sk-one', FALLBACK_MODEL: 'anthropic:claude' }],
  ['FALLBACK_BASE_URL', { OPENAI_API_KEY: 'sk-one', FALLBACK_BASE_URL: 'http://127.0.0.1:1' }],
  ['FALLBACK_API_KEY', { OPENAI_API_KEY: 'sk-one', FALLBACK_API_KEY: 'sk-three' }],
];

verifies('models:choice', 'a choice that cannot work is refused at start, in one line that names the variable', () => {
  for (const [variable, environment] of REFUSED) {
    expect(() => loadConfig(environment), JSON.stringify(environment)).toThrow(new RegExp(`^${variable} [^\n]*\\.$`));
    expect(() => loadConfig(environment)).not.toThrow(/sk-/);
  }
});

verifies('models:fallback-keys', "the fallback gets the provider's key only at the provider's own address", () => {
  const fallback = { ...KEYS, FALLBACK_MODEL: 'anthropic:claude' };
  expect(loadConfig(fallback).fallback).toMatchObject({ baseUrl: null, apiKey: 'sk-two' });
  const elsewhere = { ...fallback, FALLBACK_BASE_URL: 'http://127.0.0.1:1' };
  expect(loadConfig(elsewhere).fallback).toMatchObject({ baseUrl: 'http://127.0.0.1:1', apiKey: null });
  const own = { ...elsewhere, FALLBACK_API_KEY: 'sk-three' };
  expect(loadConfig(own).fallback).toMatchObject({ apiKey: 'sk-three' });
  expect(loadConfig(own).secrets).toEqual(expect.arrayContaining(['sk-one', 'sk-two', 'sk-three']));
});

test('a password in an address counts as a secret', () => {
  expect(loadConfig({ OPENAI_BASE_URL: 'http://user:pass-word@127.0.0.1:1/v1' }).secrets).toContain('pass-word');
});

const SERVED: readonly (readonly [name: string, wire: string, environment: (baseUrl: string) => Environment])[] = [
  ['openai', 'openai-chat', (OPENAI_BASE_URL) => ({ OPENAI_BASE_URL })],
  ['openai', 'openai-responses', (OPENAI_BASE_URL) => ({ OPENAI_BASE_URL, OPENAI_API: 'responses' })],
  ['anthropic', 'anthropic-messages', (ANTHROPIC_BASE_URL) => ({ ANTHROPIC_BASE_URL })],
  ['agents', 'openai-chat', (OPENAI_BASE_URL) => ({ OPENAI_BASE_URL, ASSISTANT_RUNTIME: 'agents' })],
];
for (const [name, wire, environment] of SERVED) {
  verifies('models:choice', `${name} answers over ${wire}, and /health names it`, async () => {
    await using provider = await startFakeProvider({ respond: () => answer(['Good', ' day.']) });
    await using server = await startInProcess({ environment: environment(provider.baseUrl) });
    const health: unknown = await (await fetch(`${server.url}/health`)).json();
    expect(health).toMatchObject({ model: name });
    const client = nativeClient(server.url);
    const { body } = await client.call('POST', `/conversations/${await client.createConversation()}/turns`, {
      message: 'Hello',
      stream: false,
    });
    expect(JSON.stringify(body)).toContain('Good day.');
    expect(provider.calls.map((call) => call.wire)).toEqual([wire]);
  });
}

verifies('models:ai-sdk', 'a provider of the AI SDK answers, by the name of its package', async () => {
  await using provider = await startFakeProvider({ respond: () => answer(['Bon', ' jour.']) });
  const { pathname } = new URL('../support/ai-sdk-provider.ts', import.meta.url);
  process.env['FAKE_AI_SDK_BASE_URL'] = provider.baseUrl;
  await using server = await startInProcess({
    environment: { AI_SDK_PROVIDER: `${pathname}#fakeProvider`, AI_SDK_MODEL: 'some-model' },
  });
  const client = nativeClient(server.url);
  const { body } = await client.call('POST', `/conversations/${await client.createConversation()}/turns`, {
    message: 'Hello',
    stream: false,
  });
  expect(JSON.stringify(body)).toContain('Bon jour.');
  expect(provider.calls[0]?.body).toMatchObject({ model: 'some-model' });
});

verifies('models:ai-sdk', 'a provider that cannot be used is refused at start', async () => {
  const { pathname } = new URL('../support/ai-sdk-provider.ts', import.meta.url);
  for (const specifier of ['@ai-sdk/nobody-installed-it', `${pathname}#other`]) {
    const environment = { AI_SDK_PROVIDER: specifier, AI_SDK_MODEL: 'm' };
    await expect(startInProcess({ environment })).rejects.toThrow(/^AI_SDK_PROVIDER /);
  }
});
