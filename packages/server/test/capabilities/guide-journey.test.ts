import { afterAll, beforeAll, describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { ManualClock } from '../../src/adapters/clock/manual.ts';
import { createScriptedModel } from '../../src/adapters/model/scripted/scripted-model.ts';
import { SystemClock } from '../../src/adapters/clock/system.ts';
import type { ConfiguredModel } from '../../src/models.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { drive } from '../support/drive.ts';
import { startInProcess, type InProcess } from '../support/in-process.ts';
import { nativeClient, turnOf } from '../support/native-client.ts';
import { judgeDelivery, readWholeLog } from '../support/oracle.ts';
import { beginTrip, EXAMPLES, toldBy } from './trip.ts';

let server: InProcess;

/** The offline model, at the pace of a clock of its own. */
function scripted(clock: Clock, delayMs: number): ConfiguredModel {
  const model = createScriptedModel({ clock, delayMs });
  return { model, onlyName: 'scripted', preferredName: null, fallback: null };
}

beforeAll(async () => {
  server = await startInProcess({ environment: { ASSISTANTS: EXAMPLES }, model: scripted(new SystemClock(), 0) });
});

afterAll(() => server[Symbol.asyncDispose]());

describe('a guided conversation through the native API', () => {
  verifies(
    'guide:general guide:offline guide:session',
    'walks a traveller through a guide of three steps',
    async () => {
      const trip = await beginTrip(server.url);
      expect(await trip.state()).toEqual({ scope: 'guide', version: 0, turn: null, data: {} });
      const hello = await trip.say('Hello');
      expect(hello.text).toContain('We begin with step 1 of 3: Where to.');
      expect(hello.text).toContain('Which city would you like to see?');
      expect(hello.text).toContain('No model provider is configured');
      expect(hello.states).toEqual([]);
      const unsure = await trip.say('I do not know yet');
      expect(unsure.text).toBe(
        'We are at step 1 of 3: Where to.\n\nIs there a city that you have always wanted to visit?',
      );

      const named = await trip.say("I'd like to visit Lisbon");
      expect(named.text).toContain('You have named a city. Let us go on with step 2 of 3: What to do.');
      expect(named.text).toContain('Cities so far: Lisbon.');
      expect(named.text).toContain('Verify at https://www.museunacionaldoazulejo.gov.pt [lisbon-tiles]');
      expect(named.text).toContain('What do you enjoy on a trip?');
      expect(named.states.map(({ scope, version, patch }) => ({ scope, version, keys: Object.keys(patch) }))).toEqual([
        { scope: 'guide', version: 1, keys: ['slots'] },
        { scope: 'guide', version: 2, keys: ['step', 'stepNumber', 'mode', 'lastMove'] },
      ]);
      expect(named.log.slice(-4).map(({ type }) => type)).toEqual(['state', 'state', 'usage', 'turn.completed']);
      expect(await trip.state()).toMatchObject({
        version: 2,
        turn: named.turn,
        data: { step: 'what', stepNumber: 2, slots: { destinations: ['Lisbon'], likes: [] } },
      });

      const liked = await trip.say('Museums and music');
      expect(liked.text).toContain('Let us go on with step 3 of 3: Before you go.');
      expect(liked.text).toContain('Likes so far: museums, music.');
      expect(liked.text).toContain('[interrail]');
      expect(liked.text).not.toContain('spring-offer-2026');
      expect((await trip.say('yes please')).text).toContain('Is anything missing on the list?');
      const back = await trip.say('Or shall I go somewhere else?');
      expect(back.text).toContain('Let us go back to step 1 of 3: Where to.');
      expect(await trip.state()).toMatchObject({ version: 6, data: { step: 'where', stepNumber: 1 } });
      expect((await trip.say('What is 2+2?')).text).toBe('The answer is 4');
    },
  );

  verifies('guide:branch', 'edits and regenerates from the state in which the branch began', async () => {
    const trip = await beginTrip(server.url);
    const first = await trip.say('Hello');
    const parent = first.assistantMessage;
    const lisbon = await trip.say("I'd like to visit Lisbon");
    await trip.say('I enjoy museums');
    expect(await trip.state()).toMatchObject({ version: 4, data: { step: 'pack' } });

    const vienna = await trip.say("I'd like to visit Vienna", { parent });
    expect(vienna.states.map(({ version }) => version)).toEqual([1, 2]);
    expect(await trip.state()).toMatchObject({
      version: 2,
      turn: vienna.turn,
      data: { step: 'what', slots: { destinations: ['Vienna'], likes: [] } },
    });
    const again = await trip.say("I'd like to visit Lisbon", { parent });
    expect(again.states.map(({ patch }) => patch)).toEqual(lisbon.states.map(({ patch }) => patch));
    const top = await trip.say('Hello again', { parent: null });
    expect(top.text).toContain('We begin with step 1 of 3');
    const onward = await trip.say('I enjoy opera', { parent: vienna.assistantMessage });
    expect(onward.states.map(({ version }) => version)).toEqual([3, 4]);
    expect(await trip.state()).toMatchObject({ data: { slots: { destinations: ['Vienna'], likes: ['opera'] } } });
  });

  verifies('guide:resume turn:10', 'neither repeats nor loses a change on a resume, cut at any event', async () => {
    const trip = await beginTrip(server.url);
    const { turn, log } = await trip.say('Trip to Lisbon and I enjoy museums');
    expect(log.filter(({ type }) => type === 'state')).toHaveLength(2);
    const client = nativeClient(server.url);
    const first = await client.follow(turn);
    await first.ended;
    for (const [index, event] of first.events.slice(0, -1).entries()) {
      const rest = await client.follow(turn, '', event.id);
      await rest.ended;
      judgeDelivery([...first.events.slice(0, index + 1), ...rest.events], await readWholeLog(server.url, turn));
    }
    expect(await trip.state()).toMatchObject({ version: 2 });
  });

  verifies(
    'guide:queue',
    'keeps the order of messages that are sent at once, and forgets one that was withdrawn',
    async () => {
      const clock = new ManualClock();
      await using held = await startInProcess({ environment: { ASSISTANTS: EXAMPLES }, model: scripted(clock, 20) });
      const trip = await beginTrip(held.url);
      const running = await trip.open('Trip to Lisbon');
      await running.received(3);
      const waiting = await trip.open('Trip to Vienna');
      const withdrawn = await trip.open('Trip to Rome');
      await nativeClient(held.url).cancel(turnOf(withdrawn));
      await withdrawn.ended;
      expect(toldBy(withdrawn)).toMatchObject({ end: 'turn.cancelled', states: [] });
      await drive(clock, Promise.all([running.ended, waiting.ended]));
      const [one, two] = [toldBy(running), toldBy(waiting)];
      expect(one.states.map(({ version }) => version)).toEqual([1, 2]);
      expect(two.states.map(({ version }) => version)).toEqual([3]);
      await drive(clock, trip.say('I enjoy opera'));
      expect(await trip.state()).toMatchObject({
        version: 5,
        data: { step: 'pack', slots: { destinations: ['Lisbon', 'Vienna'], likes: ['opera'] } },
      });
    },
  );

  verifies('guide:stopped', 'counts what the user said although the answer was stopped', async () => {
    const clock = new ManualClock();
    await using held = await startInProcess({ environment: { ASSISTANTS: EXAMPLES }, model: scripted(clock, 20) });
    const trip = await beginTrip(held.url);
    const stream = await trip.open('Trip to Lisbon');
    await stream.received(3);
    await nativeClient(held.url).cancel(turnOf(stream));
    await stream.ended;
    expect(toldBy(stream)).toMatchObject({ end: 'turn.cancelled', text: 'You' });
    expect(toldBy(stream).states).toHaveLength(2);
    expect(await trip.state()).toMatchObject({ data: { step: 'what', slots: { destinations: ['Lisbon'] } } });
  });
});
