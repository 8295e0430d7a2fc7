import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { ProviderCall } from '../support/fake-provider/call.ts';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider/provider.ts';
import { answer, type Script } from '../support/fake-provider/script.ts';
import { createServerHome, type ServerHome, type ServerProcess } from '../support/server-process.ts';
import { openStreamClient, type StreamClient } from '../support/stream-client.ts';
import { miloClient, textOf, type MiloHistory, type MiloSession } from './support/milo-client.ts';

/** A student who needs every step, with the step that each message leads to. */
const SCRIPT: readonly (readonly [message: string, step: number])[] = [
  ['Hi Milo! I am a sophomore and a bit lost.', 1],
  ['I love data science and global issues', 2],
  ['Hm, and I enjoy jazz.', 2],
  ["I'm thinking about becoming a data scientist or a diplomat", 3],
  ['I will take the introductory statistics course.', 4],
  ['Actually I no longer care about jazz.', 4],
  ['Who could I talk to? Are there alumni?', 5],
  ['I sent the message to Sample Alumna 01.', 6],
  ['I want to look at something else.', 2],
  ['Tell me what epidemiologists do.', 2],
  ['I want to be an epidemiologist.', 3],
  ["What's next?", 4],
  ["Let's move on", 5],
  ['The draft is ready', 6],
  ['Can we go deeper here?', 6],
];

/** Where the page is closed and opened again; the second time another process answers it. */
const REFRESHES = [3, 10];
const KILL = 6;

type Progress = Pick<MiloSession, 'current_step' | 'student_interests' | 'career_paths' | 'message_count'>;

async function progress(base: string, session: string): Promise<Progress> {
  const { current_step, student_interests, career_paths, message_count } = await miloClient(base).session(session);
  return { current_step, student_interests, career_paths, message_count };
}

function isAnswer({ body }: ProviderCall): boolean {
  return !JSON.stringify(body).includes('"response_format"');
}

/** Says what it was asked, and waits at the gate `held` in the middle where there is one for the message. */
function replyTo(call: ProviderCall, held: ReadonlySet<string>): Script {
  if (!isAnswer(call)) return answer(['{"add": {}, "remove": {}, "says": []}']);
  const texts = ['You', ' said: ', call.lastUserText, ' Go', ' on.'];
  if (!held.has(call.lastUserText)) return answer(texts);
  return {
    steps: [
      { kind: 'role' },
      { kind: 'deltas', texts: texts.slice(0, 3), intervalMs: 0 },
      { kind: 'wait', gate: call.lastUserText },
      { kind: 'deltas', texts: texts.slice(3), intervalMs: 0 },
      { kind: 'finish', reason: 'stop' },
      { kind: 'done' },
    ],
  };
}

async function undisturbed(base: string): Promise<readonly Progress[]> {
  const seen: Progress[] = [];
  for (const [message] of SCRIPT) {
    await miloClient(base).say(message, 'calm');
    seen.push(await progress(base, 'calm'));
  }
  return seen;
}

/** The same with everything that happens to a student; resolves with the server that is left. */
async function disturbed(home: ServerHome, first: ServerProcess, provider: FakeProvider) {
  let server = first;
  const seen: Progress[] = [];
  for (const [index, [message]] of SCRIPT.entries()) {
    const stream = await miloClient(server.url).ask(message, 'rough');
    if (REFRESHES.includes(index)) {
      // Closed in the middle of the answer, and opened again.
      await stream.received(3);
      stream.cut();
      provider.release(message);
      if (index === REFRESHES[1]) {
        expect(await server.stop()).toBe(0);
        server = await home.start();
      }
      await refresh(server.url);
    } else if (index === KILL) {
      await stream.received(3);
      await server.kill();
      await stream.ended;
      provider.release(message);
      server = await home.start();
      const rest = await resume(server.url, stream.lastId());
      expect(await rest.ended).toBe(true);
      expect(rest.events).toHaveLength(1);
    } else {
      expect(await stream.ended).toBe(true);
    }
    seen.push(await progress(server.url, 'rough'));
  }
  return { server, seen };
}

function resume(base: string, cursor: string): Promise<StreamClient> {
  return openStreamClient(base, { method: 'POST', path: '/chat/stream', headers: { 'Last-Event-ID': cursor } });
}

/** What a page does that is opened anew: it shows the history, and follows what is under way. */
async function refresh(base: string): Promise<void> {
  const { active_turns: active } = await miloClient(base).history('rough');
  for (const turn of active) {
    const stream = await resume(base, turn);
    expect(await stream.ended).toBe(true);
    expect(textOf(stream)).toMatch(/^You said: .* Go on\.$/);
  }
  const { messages, active_turns: left } = await miloClient(base).history('rough');
  expect([left, messages.at(-1)?.content]).toEqual([[], expect.stringMatching(/Go on\.$/)]);
}

/** Both sessions hold the same messages, except that the answer that was killed has its beginning only, and says so. */
function compareHistories(calm: MiloHistory, rough: MiloHistory): void {
  const killed = 2 * KILL + 1;
  const spoken = ({ messages }: MiloHistory) =>
    messages.map(({ role, content, status }) => ({ role, content, status }));
  expect(spoken(rough).toSpliced(killed, 1)).toEqual(spoken(calm).toSpliced(killed, 1));
  expect(rough.messages[killed]).toMatchObject({ status: 'interrupted', content: `You said: ${SCRIPT[KILL]?.[0]}` });
}

describe('a student', () => {
  verifies(
    'milo:journey guide:kill',
    'goes through all six steps, and two refreshes and a kill -9 on the way change nothing in the end',
    async () => {
      const held = new Set<string>();
      await using provider = await startFakeProvider({ respond: (call) => replyTo(call, held) });
      await using home = await createServerHome({ OPENAI_BASE_URL: provider.baseUrl });
      const first = await home.start();
      const calm = await undisturbed(first.url);
      expect(calm.map(({ current_step: step }) => step)).toEqual(SCRIPT.map(([, step]) => step));
      expect(calm.at(-1)).toEqual({
        current_step: 6,
        student_interests: ['data science', 'global issues'],
        career_paths: ['data scientist', 'diplomat', 'epidemiologist'],
        message_count: 2 * SCRIPT.length,
      });
      for (const index of [...REFRESHES, KILL]) held.add(SCRIPT[index]?.[0] ?? '');
      const { server, seen } = await disturbed(home, first, provider);
      expect(seen).toEqual(calm);
      const milo = miloClient(server.url);
      compareHistories(await milo.history('calm'), await milo.history('rough'));
      const prompts = provider.calls.filter(isAnswer).map(({ body }) => JSON.stringify(body));
      expect(prompts.some((prompt) => prompt.includes('5 of 6, CONNECT') && prompt.includes('Sample Alumn'))).toBe(
        true,
      );
      expect(prompts.some((prompt) => prompt.includes('4 of 6') && prompt.includes('Deadline: 2'))).toBe(true);
      await server.stop();
    },
  );
});
