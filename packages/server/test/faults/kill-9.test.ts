import { afterAll, beforeAll, describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { answer, words, type Script } from '../support/fake-provider/script.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { judgeDelivery, judgeLog, readWholeLog } from '../support/oracle.ts';
import { createServerHome, type ServerHome } from '../support/server-process.ts';
import { openStreamClient, type StreamClient } from '../support/stream-client.ts';

const NATIVE = { 'Content-Type': 'application/json' };

/** An answer that stops at a gate after `count` words, so that a kill falls where the test wants it. */
function heldAfter(count: number, gate: string): Script {
  const texts = words(count + 5);
  return {
    steps: [
      { kind: 'role' },
      { kind: 'deltas', texts: texts.slice(0, count), intervalMs: 0 },
      { kind: 'wait', gate },
      { kind: 'deltas', texts: texts.slice(count), intervalMs: 0 },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  };
}

let provider: FakeProvider;
let home: ServerHome;

beforeAll(async () => {
  provider = await startFakeProvider();
  home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
});

afterAll(async () => {
  await home[Symbol.asyncDispose]();
  await provider.close();
});

async function newConversation(base: string): Promise<string> {
  const response = await fetch(`${base}/api/v1/conversations`, {
    method: 'POST',
    headers: NATIVE,
    body: JSON.stringify({ assistant: 'assistant' }),
  });
  expect(response.status).toBe(201);
  const { id }: { id: string } = JSON.parse(await response.text());
  return id;
}

function ask(base: string, conversation: string, text: string): Promise<StreamClient> {
  return openStreamClient(base, { path: `/api/v1/conversations/${conversation}/turns`, body: { message: text } });
}

describe('a server that is killed in the middle of an answer', () => {
  verifies('fault:F02 turn:10 turn:19 turn:22', 'keeps what was said and ends the turn once', async () => {
    provider.onMarker('mid-answer', heldAfter(40, 'mid'));
    let server = await home.start();
    const conversation = await newConversation(server.url);
    const first = await ask(server.url, conversation, 'mid-answer please');
    await first.received(20);
    await server.kill();
    await first.ended;
    server = await home.start();
    const turn = String(first.headers['x-turn-id']);
    const second = await openStreamClient(server.url, {
      path: `/api/v1/turns/${turn}/events`,
      headers: { 'Last-Event-ID': first.lastId() },
    });
    expect(await second.ended).toBe(true);
    const log = await readWholeLog(server.url, turn);
    const { end } = judgeLog(log);
    judgeDelivery([...first.events, ...second.events], log);
    expect(end).toBe('turn.failed');
    expect(log.at(-1)).toMatchObject({ code: 'interrupted', retryable: true });
    expect(provider.calls.filter((call) => JSON.stringify(call.body).includes('mid-answer'))).toHaveLength(1);
    await server.kill();
  });

  verifies('fault:F01 turn:22 turn:23', 'runs a turn again of which nothing had been said', async () => {
    provider.onMarker('before-token', { steps: [{ kind: 'hang' }] }, answer(['The', ' whole', ' answer']));
    let server = await home.start();
    const conversation = await newConversation(server.url);
    const callsBefore = provider.calls.length;
    const first = await ask(server.url, conversation, 'before-token please');
    await provider.called(callsBefore);
    await server.kill();
    await first.ended;
    server = await home.start();
    const turn = String(first.headers['x-turn-id']);
    const second = await openStreamClient(server.url, {
      path: `/api/v1/turns/${turn}/events`,
      headers: { 'Last-Event-ID': first.lastId() },
    });
    expect(await second.ended).toBe(true);
    const { text, end, log } = judgeLog(await readWholeLog(server.url, turn));
    judgeDelivery([...first.events, ...second.events], log);
    expect({ text, end }).toEqual({ text: 'The whole answer', end: 'turn.completed' });
    expect(provider.calls.length - callsBefore).toBe(2);
    await server.kill();
  });
});
