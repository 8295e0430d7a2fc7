import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { startInProcess } from '../support/in-process.ts';
import { nativeClient } from '../support/native-client.ts';
import { tripIn, beginTrip, EXAMPLES } from './trip.ts';

const DOCUMENT = readFileSync(join(import.meta.dirname, '../../../../docs/guide.md'), 'utf8');

/** The JSON of the document, in order; a block may hold several values. */
const BLOCKS = [...DOCUMENT.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text = '']) => text);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parlance-guide-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('docs/guide.md', () => {
  verifies('guide:document', 'shows a guide and knowledge that run as they stand there', async () => {
    const [guide = '', knowledge = ''] = BLOCKS.slice(-2);
    const assistant = join(folder, 'reading-list');
    cpSync(join(EXAMPLES, 'trip-planner'), assistant, { recursive: true });
    rmSync(join(assistant, 'knowledge'), { recursive: true });
    mkdirSync(join(assistant, 'knowledge'));
    writeFileSync(join(assistant, 'guide.json'), guide);
    writeFileSync(join(assistant, 'knowledge', 'books.json'), knowledge);
    await using server = await startInProcess({ environment: { ASSISTANTS: folder, MODEL: 'scripted' } });
    const { body } = await nativeClient(server.url).call('POST', '/conversations', { assistant: 'reading-list' });
    const said = await tripIn(server.url, String(body['id'])).say('I enjoy science fiction');
    expect(said.text).toContain('You told me what you like. Let us go on with step 2 of 2: Books.');
    expect(said.text).toContain('[left-hand]');
  });

  verifies('guide:document', 'shows the events and the state of the trip planner as they are', async () => {
    const [events = '', state = ''] = BLOCKS;
    const shown = events.split(/\n(?=\{)/).map((text) => JSON.parse(text) as Record<string, unknown>);
    await using server = await startInProcess({ environment: { ASSISTANTS: EXAMPLES, MODEL: 'scripted' } });
    const trip = await beginTrip(server.url);
    const { states } = await trip.say("I'd like to visit Lisbon");
    expect(states.map(({ type, scope, version, patch }) => ({ type, scope, version, patch }))).toEqual(shown);
    expect({ ...(await trip.state()), turn: '' }).toEqual({ ...(JSON.parse(state) as object), turn: '' });
  });

  test('lists the reasons of the trip planner', () => {
    const text = readFileSync(join(EXAMPLES, 'trip-planner', 'guide.json'), 'utf8');
    const reasons = [...text.matchAll(/"reason": "(.*)",\s*"because": "(.*)"/g)];
    expect(reasons.length).toBeGreaterThan(3);
    for (const [, reason, because] of reasons) expect(DOCUMENT).toContain(`| \`${reason}\` | ${because} |`);
  });
});
