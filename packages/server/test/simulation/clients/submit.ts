import type { AcceptedTurn, AcceptRequest, ConversationChoice } from '../../../src/engine/engine.ts';
import type { Machine } from '../world/machine.ts';
import type { World } from '../world/world.ts';
import { cancel } from './cancel.ts';
import { Connection, type Reply } from './connection.ts';
import { follow } from './follow.ts';

/** How often a client with a key sends its request before it gives up. */
const TRIES = 40;
const TIME_LIMIT_MS = 4_000;

export interface Submission {
  readonly owner: string;
  /** Names the message among all of the run: it is the text, and the prefix of correlation ids. */
  readonly name: string;
  readonly conversation: ConversationChoice;
  readonly key: string | null;
  readonly whenBusy: 'enqueue' | 'reject' | 'interrupt';
  /** How often the request is sent at the same moment. */
  readonly copies: number;
}

/** Sends a message, follows its answer, and now and then cancels it. */
export async function submit(world: World, machine: Machine, submission: Submission): Promise<void> {
  const copies = Array.from({ length: submission.copies }, (_, index) => deliver(world, machine, submission, index));
  const turns = new Set((await Promise.all(copies)).filter((turn) => turn !== null));
  // A deletion takes the key along, so that a late copy is new.
  const known = [...turns].every((turn) => world.data.turn(turn) !== undefined);
  if (submission.key !== null && turns.size > 1 && known) {
    world.violate('T7', `the key of ${submission.name} belongs to ${[...turns].join(' and ')}`);
  }
}

/** One copy of the request, with what its client does after the answer. Returns the turn; null where there is none. */
async function deliver(world: World, machine: Machine, submission: Submission, copy: number): Promise<string | null> {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const connection = await Connection.open(world, machine);
    const reply = await send(world, connection, submission, `${submission.name}c${copy}t${attempt}`);
    connection.close();
    world.note(
      () => `${submission.name} copy ${copy}: ${reply.kind === 'answer' ? reply.value.turn.id : JSON.stringify(reply)}`,
    );
    if (reply.kind === 'answer') {
      const { id } = reply.value.turn;
      world.actor(`${submission.name} follows ${id}`, () =>
        follow(world, machine, { owner: submission.owner, turn: id, after: -1 }),
      );
      attend(world, machine, submission, id);
      return id;
    }
    // Without a key a repeat could be a second message.
    const repeats = submission.key !== null && (reply.kind === 'lost' || isPassing(reply.code));
    if (!repeats) {
      return null;
    }
    await world.scheduler.sleep(world.random.between(20, 500));
  }
  return null;
}

function isPassing(code: string): boolean {
  return ['storage_unavailable', 'storage_full', 'shutting_down', 'conversation_busy', 'queue_full'].includes(code);
}

function send(
  world: World,
  connection: Connection,
  { owner, name, conversation, key, whenBusy }: Submission,
  correlationId: string,
): Promise<Reply<AcceptedTurn>> {
  const request: AcceptRequest = {
    owner,
    mount: 'simulation',
    operation: 'send',
    assistant: 'guide',
    conversation,
    parts: [{ kind: 'text', text: name }],
    timeLimitMs: TIME_LIMIT_MS,
    correlationId,
    whenBusy,
    ...(key === null ? {} : { idempotency: { key, body: { name } } }),
  };
  return connection.ask(
    (engine) => engine.accept(request),
    ({ turn, replayed }) => witnessAcceptance(world, turn.id, name, replayed),
  );
}

/** An acceptance may be told only when it is stored, as a whole. Source: TURN.md 1 and 2. */
function witnessAcceptance(world: World, id: string, name: string, replayed: boolean): void {
  const { data } = world;
  const turn = data.turns.get(id);
  const question = data.messages.get(turn?.record.userMessage ?? '');
  if (turn === undefined || question?.parts[0]?.kind !== 'text' || question.parts[0].text !== name) {
    world.violate('T2', `${id} was acknowledged before it was stored with its message`);
  } else if (turn.log[0]?.type !== 'turn.started' && !replayed) {
    world.violate('T2', `${id} was acknowledged before its first event was stored`);
  }
}

function attend(world: World, machine: Machine, { owner, name }: Submission, turn: string): void {
  const { random, scheduler, weather } = world;
  if (world.mishap(weather.cancels)) {
    world.actor(`${name} cancels ${turn}`, async () => {
      await scheduler.sleep(random.pick([0, random.between(0, 50), random.between(0, 3_000)]));
      await cancel(world, machine, owner, turn);
    });
  }
  if (random.chance(0.3)) {
    world.actor(`${name} looks into ${turn}`, async () => {
      await scheduler.sleep(random.between(0, 4_000));
      const known = world.data.turns.get(turn)?.log.length ?? 0;
      await follow(world, machine, { owner, turn, after: random.between(-1, Math.max(-1, known - 1)) });
    });
  }
}
