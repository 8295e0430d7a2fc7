import { afterAll, beforeAll, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, readWholeLog } from '../support/oracle.ts';
import { createServerHome, type ServerHome, type ServerProcess } from '../support/server-process.ts';
import { beginTrip, EXAMPLES, tripIn, type GuideResource } from './trip.ts';

const MESSAGES = [
  'Hello',
  "I'd like to visit Lisbon or Vienna",
  'I enjoy museums and music',
  'Rather not visit Vienna. yes please',
  'Somewhere else? I want to see Rome',
];

let home: ServerHome;
let server: ServerProcess;

beforeAll(async () => {
  home = await createServerHome({ ASSISTANTS: EXAMPLES, MODEL: 'scripted' });
  server = await home.start();
});

afterAll(() => home[Symbol.asyncDispose]());

/** What a user can see of the state: everything but the id of the turn. */
function shown({ version, data }: GuideResource): unknown {
  return { version, data };
}

verifies(
  'guide:kill turn:22',
  'A kill in the middle of any answer leaves exactly the state of a run that nothing disturbed',
  async () => {
    const calm = await beginTrip(server.url);
    const expected: unknown[] = [];
    const patches: unknown[] = [];
    for (const message of MESSAGES) {
      patches.push((await calm.say(message)).states.map(({ patch, version }) => ({ patch, version })));
      expected.push(shown(await calm.state()));
    }
    const { conversation } = await beginTrip(server.url);
    for (const [index, message] of MESSAGES.entries()) {
      const stream = await tripIn(server.url, conversation).open(message);
      // Killed after some words of the answer, and once before the first.
      await stream.received(index === 2 ? 1 : 3 + index);
      await server.kill();
      await stream.ended;
      server = await home.start();
      const rest = await nativeClient(server.url).follow(turnOf(stream), '', stream.lastId());
      expect(await rest.ended).toBe(true);
      const log = await readWholeLog(server.url, turnOf(stream));
      judgeDelivery([...stream.events, ...rest.events], log);
      const told = log.flatMap((event) =>
        event.type === 'state' ? [{ patch: event.patch, version: event.version }] : [],
      );
      expect(told).toEqual(patches[index]);
      expect(shown(await tripIn(server.url, conversation).state())).toEqual(expected[index]);
    }
  },
);
