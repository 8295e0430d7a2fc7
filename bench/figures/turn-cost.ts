import type { Arena } from '../arena.ts';
import { createConversation, turnRequest } from '../conversations.ts';
import { createSamples, type Figure } from '../figure.ts';
import type { Server } from '../server-process.ts';

/** Turns that are measured at a time. A block of them must not change the size by much. */
const BLOCK = 20;
/** Turns that a small conversation bears before it is no longer small. */
const SMALL_BLOCK = 2;
const SIZES = [10, 1000, 10_000];
const QUICK_SIZES = [10, 100, 400];

export const turnCost: Figure = {
  name: 'turn-cost',
  method:
    `Turns of one token, one after the other, in conversations that were filled with such turns before: ${BLOCK} turns ` +
    `a block, each size once a round. The smallest size uses ${BLOCK / SMALL_BLOCK} conversations a block, so that they stay small.`,
  seconds: ({ quick }) => (quick ? 10 : 90),

  async measure(arena) {
    const server = (await arena.servers()).find(({ target }) => target.durable);
    if (!server) return [];
    const cpu = createSamples();
    const wait = createSamples();
    const context = createSamples();
    const sizes = arena.quick ? QUICK_SIZES : SIZES;
    const large = new Map<number, string>();
    for (const [index, size] of sizes.entries()) {
      arena.progress.step(`turn-cost: filling a conversation with ${size} messages`, index, sizes.length);
      if (index > 0) large.set(size, await filledConversation(arena, server, size));
    }
    for (let round = 0; round < arena.pairs; round++) {
      arena.progress.step('turn-cost', round, arena.pairs);
      for (const size of round % 2 === 0 ? sizes : sizes.toReversed()) {
        const path = large.get(size);
        const paths = path ? [path] : await smallConversations(arena, server, size);
        const plan = { request: turnRequest, paths, streams: 1, answersPerStream: BLOCK, tokens: 1, rate: 0 };
        const [microseconds, result] = await server.cpuOf(() => arena.run(server, plan));
        const line = `parlance, ${size.toLocaleString('en')} messages`;
        cpu.add(line, microseconds / result.answers);
        wait.add(line, (result.seconds * 1000) / result.answers);
        context.add(line, await arena.provider.call('lastContext', null));
      }
    }
    const [smallest, largest] = [sizes[0] ?? 0, sizes.at(-1) ?? 0].map(
      (size) => `parlance, ${size.toLocaleString('en')} messages`,
    );
    const compared = { compare: 'ratio', ...(smallest && { reference: smallest }) } as const;
    const goal = { of: 'compared', limit: 1.25, ...(largest && { line: largest }) } as const;
    return [
      { label: 'CPU of a turn of one token', unit: 'µs', digits: 0, samples: cpu.all, ...compared, goal },
      { label: 'time of a turn of one token', unit: 'ms', digits: 1, samples: wait.all, ...compared, goal },
      { label: 'messages sent to the provider with it', unit: '', digits: 0, samples: context.all, compare: 'alone' },
    ];
  },
};

async function filledConversation(arena: Arena, server: Server, messages: number): Promise<string> {
  const path = await createConversation(server);
  await fill(arena, server, [path], messages);
  return path;
}

async function smallConversations(arena: Arena, server: Server, messages: number): Promise<string[]> {
  const paths = await Promise.all(Array.from({ length: BLOCK / SMALL_BLOCK }, () => createConversation(server)));
  await fill(arena, server, paths, messages);
  return paths;
}

/** A turn stores a question and an answer. */
async function fill(arena: Arena, server: Server, paths: readonly string[], messages: number): Promise<void> {
  const answersPerStream = (messages / 2) * paths.length;
  await arena.run(server, {
    request: turnRequest,
    paths,
    streams: 1,
    answersPerStream,
    tokens: 1,
    rate: 0,
    timeoutMs: 300_000,
  });
}
