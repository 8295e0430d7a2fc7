import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { Thing } from './access/access-row.ts';
import { ACCESS_TABLE, titleOf } from './access/access-table.ts';
import { startWorld, type World } from './access/world.ts';

const WORLDS = [
  { name: 'a server that needs tokens', environment: { HOST: '0.0.0.0' }, strangers: [401] },
  { name: 'a server on loopback', environment: {}, strangers: [401, 404] },
] as const;

const BY_ID = ACCESS_TABLE.filter(({ access }) => access === 'owner');

describe.each(WORLDS)('On $name', ({ environment, strangers }) => {
  let world: World;
  let foreign: Thing;
  beforeAll(async () => {
    world = await startWorld(environment);
    foreign = await world.makeThing();
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  for (const row of BY_ID) {
    verifies('fault:S19', `${titleOf(row)} answers alike for what is unknown and what is somebody else's`, async () => {
      for (const caller of ['other', 'admin', 'anonymous'] as const) {
        const unknown = {
          conversation: randomUUID(),
          turn: randomUUID(),
          message: randomUUID(),
          media: randomUUID(),
          document: randomUUID(),
        };
        const answers = [await world.ask(row, foreign, caller), await world.ask(row, unknown, caller)];
        const [first] = answers;
        const wanted: readonly number[] = caller === 'anonymous' ? strangers : [404];
        expect(wanted, caller).toContain(first?.status);
        expect(answers[1], caller).toEqual(first);
      }
    });
  }
});

verifies('fault:S19', 'what a body or a header names is as unknown as what an address names', async () => {
  await using world = await startWorld();
  const foreign = await world.makeThing();
  const created = await world.send('POST', { path: '/api/v1/conversations', body: {} }, 'other');
  const own = String(created.headers['location']);
  const path = `${own}/turns`;
  for (const name of [
    (thing: Thing) => ({ path, body: { message: 'Hello', parent: thing.message } }),
    (thing: Thing) => ({ path, headers: { 'last-event-id': `${thing.turn}:0` } }),
  ]) {
    const unknown = {
      conversation: randomUUID(),
      turn: randomUUID(),
      message: randomUUID(),
      media: randomUUID(),
      document: randomUUID(),
    };
    const answers = [
      await world.send('POST', name(foreign), 'other'),
      await world.send('POST', name(unknown), 'other'),
    ];
    expect(answers[0]?.status).toBe(404);
    expect(answers[1]).toEqual(answers[0]);
  }
});
