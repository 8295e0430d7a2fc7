import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SystemClock } from '../../packages/server/src/adapters/clock/system.ts';
import { openSqliteStore } from '../../packages/server/src/adapters/sqlite/open-sqlite-store.ts';
import { createGuide } from '../../packages/server/src/capabilities/guide/guide.ts';
import { loadGuide } from '../../packages/server/src/capabilities/guide/load-guide.ts';
import type { Capability, RunningTurn } from '../../packages/server/src/engine/capability.ts';
import type { MessageRecord, TurnRecord } from '../../packages/server/src/ports/records.ts';
import type { Store, Write } from '../../packages/server/src/ports/store.ts';
import { createSamples, type Figure } from '../figure.ts';
import { monotonicMs } from '../monotonic.ts';
import { percentile } from '../statistics.ts';

const ENTRIES = 10_000;
const MESSAGES = 200;
const CALLS = 200;
const ASSISTANT = 'trip-planner';
const LINE = `parlance, ${ENTRIES.toLocaleString('en')} entries, ${MESSAGES} messages`;

/** What a guide adds to the time before the first token. */
export const guideContext: Figure = {
  name: 'guide-context',
  method:
    `The guide of examples/assistants with ${ENTRIES} entries of knowledge, in a conversation of ${MESSAGES} messages that ` +
    `each kept a state in SQLite: ${CALLS} contexts one after the other, reading the state included; 95th percentile.`,
  seconds: () => 10,

  async measure(arena) {
    const samples = createSamples();
    const folder = mkdtempSync(join(tmpdir(), 'parlance-bench-'));
    const clock = new SystemClock();
    const store = await openSqliteStore({ file: join(folder, 'guide.db'), node: 'bench', clock });
    try {
      const running = await filled(store);
      const { contribute } = guideWithManyEntries(store, clock);
      for (let round = 0; round < arena.pairs; round += 1) {
        arena.progress.step('guide-context', round, arena.pairs);
        const times: number[] = [];
        for (let call = 0; call < CALLS; call += 1) {
          const began = monotonicMs();
          await contribute?.({ ...running, turn: { ...running.turn } }, 4_000);
          times.push(monotonicMs() - began);
        }
        samples.add(LINE, percentile(times, 95));
      }
    } finally {
      await store.close();
      rmSync(folder, { recursive: true });
    }
    const goal = { of: 'value', limit: 20, line: LINE } as const;
    return [
      { label: 'time of a guide’s context, p95', unit: 'ms', digits: 2, samples: samples.all, compare: 'alone', goal },
    ];
  },
};

function guideWithManyEntries(store: Store, clock: SystemClock): Capability {
  const { definition } = loadGuide(join(import.meta.dirname, '../../examples/assistants', ASSISTANT));
  const cities = ['Lisbon', 'Vienna', 'Rome', 'Oslo', 'Porto', 'Basel', 'Ghent', 'Turin'];
  const entries = Array.from({ length: ENTRIES }, (_, index) => ({
    id: `entry-${index}`,
    title: `Place ${index} in ${cities[index % cities.length]}`,
    text: 'A place that is worth a visit, with a sentence or two about what there is to see. '.repeat(3),
    tags: [cities[index % cities.length] ?? '', index % 3 === 0 ? 'museums' : 'music'],
    verifyAt: 'https://example.org',
    deadline: null,
    collection: 'cities',
    steps: null,
  }));
  return createGuide({
    guides: new Map([[ASSISTANT, { definition, entries }]]),
    sources: [],
    store,
    clock,
    asksModel: false,
    onFailure: () => undefined,
  });
}

/** A conversation of which each turn kept a state, and the turn that is to be answered now. */
async function filled(store: Store): Promise<RunningTurn> {
  const conversation = 'bench';
  const at = 0;
  const record = { owner: 'bench', assistant: ASSISTANT, mount: 'native', externalKey: null, title: null, head: null };
  const writes: Write[] = [
    { kind: 'conversation.create', conversation: { id: conversation, ...record, createdAt: at, updatedAt: at } },
  ];
  const messages: MessageRecord[] = [];
  for (let index = 0; index <= MESSAGES / 2; index += 1) {
    const turn = turnRecord(index);
    const isLast = index === MESSAGES / 2;
    const asked = message(turn.userMessage, messages.at(-1)?.id ?? null, 'user', turn, "I'd like to visit Lisbon");
    messages.push(asked);
    writes.push({ kind: 'message.create', follow: 'parent', message: asked });
    writes.push({ kind: 'turn.create', turn, maxWaiting: 1 });
    if (isLast) break;
    const answer = message(turn.assistantMessage, asked.id, 'assistant', turn, 'A fine choice. '.repeat(40));
    messages.push(answer);
    writes.push({ kind: 'message.create', follow: 'parent', message: answer });
    writes.push({ kind: 'turn.end', turn: turn.id, epoch: 1, status: 'completed', usage: null, calls: [], at });
    writes.push({ kind: 'state.put', previous: index, state: stateOf(turn, index + 1) });
  }
  const [outcome] = await store.commit([{ writes }]);
  if (outcome?.committed !== true) throw new Error('the store refused the conversation of the bench');
  return {
    turn: turnRecord(MESSAGES / 2),
    messages: messages.slice(-64),
    emit: () => undefined,
    signal: new AbortController().signal,
    ask: () => Promise.reject(new Error('nobody is there to be asked')),
  };
}

function stateOf({ conversation, id }: TurnRecord, version: number) {
  const slots = { destinations: ['Lisbon', 'Vienna'], likes: ['museums', 'opera', 'music'] };
  const data = { step: 'what', stepNumber: 2, mode: null, turnsInStep: version, slots, lastMove: null };
  return { conversation, scope: 'guide', turn: id, version, data };
}

function message(
  id: string,
  parent: string | null,
  role: 'user' | 'assistant',
  turn: TurnRecord,
  text: string,
): MessageRecord {
  const { conversation, createdAt } = turn;
  return {
    id,
    conversation,
    parent,
    role,
    parts: [{ kind: 'text', text }],
    status: 'complete',
    turn: turn.id,
    createdAt,
  };
}

function turnRecord(index: number): TurnRecord {
  return {
    id: `turn-${index}`,
    conversation: 'bench',
    owner: 'bench',
    assistant: ASSISTANT,
    mount: 'native',
    operation: 'native.turn',
    userMessage: `user-${index}`,
    assistantMessage: `assistant-${index}`,
    status: 'running',
    node: 'bench',
    epoch: 1,
    attempts: 1,
    calls: [],
    model: 'scripted',
    maxTokens: 100,
    timeLimitMs: 30_000,
    correlationId: `correlation-${index}`,
    cancelRequestedBy: null,
    options: {},
    usage: null,
    reserved: null,
    createdAt: 0,
    endedAt: null,
  };
}
