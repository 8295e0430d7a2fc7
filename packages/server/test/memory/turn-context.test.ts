import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { ProviderCall } from '../support/fake-provider/call.ts';
import { answer } from '../support/fake-provider/script.ts';
import { nativeClient } from '../support/native-client.ts';
import { useServer } from '../support/use-server.ts';
import { staffClient } from '../surfaces/support/staff-client.ts';
import { isAnswer, shownTo, type Context } from './support/context.ts';

// A machine under load is slow, and here it is not the matter.
const inUse = useServer({ MEMORY_WAIT_MS: '30000' });

/** Says something to a member and resolves with the turn's id and what the provider was sent for it. */
async function say(member: string, content: string): Promise<{ readonly turn: string; readonly call: ProviderCall }> {
  const stream = await staffClient(inUse.server.url).ask(member, content);
  await stream.ended;
  const call = inUse.provider.calls.findLast((each) => isAnswer(each) && each.lastUserText === content);
  if (call === undefined) throw new Error('The provider was not asked.');
  return { turn: String(stream.headers['x-turn-id']), call };
}

async function contextOf(turn: string): Promise<Context> {
  const { status, body } = await nativeClient(inUse.server.url).call('GET', `/turns/${turn}/context`);
  expect(status).toBe(200);
  return body as unknown as Context;
}

describe('the context of a turn', () => {
  verifies('context:inspect', 'is what the provider was sent, word for word and in its order', async () => {
    inUse.provider.respondWith(() => answer(['Noted.']));
    await say('maya', 'My dog is called Bruno.');
    await say('maya', 'I moved to Lisbon in March.');
    for (let filler = 0; filler < 6; filler += 1) await say('maya', `Note ${filler}: ${'lorem ipsum '.repeat(300)}`);
    const { turn, call } = await say('maya', 'What is the name of my dog?');
    const context = await contextOf(turn);
    expect(context.blocks.map(({ role, text }) => ({ role, content: text }))).toEqual(shownTo(call));
    expect(context.turn).toBe(turn);
    const kinds = context.blocks.map(({ kind }) => kind);
    expect(kinds.slice(0, 3)).toEqual(['system', 'system', 'system']);
    expect(kinds.at(-1)).toBe('question');
    const dog = context.blocks.find(({ kind, text }) => kind === 'message' && text.includes('called Bruno'));
    expect(dog).toMatchObject({ role: 'system', cut: false, sources: [{ speaker: 'user' }] });
    expect(dog?.score).toBeGreaterThan(0);
    expect(context.tokens).toBe(context.blocks.reduce((sum, { tokens }) => sum + tokens, 0));
    expect(context.tokens).toBeLessThanOrEqual(6_000);
    for (const { used, available } of context.budget) expect(used).toBeLessThanOrEqual(available);
    expect(context.budget.map(({ share }) => share)).toEqual([600, 600, 900, 300, 1_000, 1_600, 1_000]);
  });
});
