import { isTerminal, type TurnEvent } from '@parlance/wire';
import type { MessageStatus } from '../../../src/ports/records.ts';
import type { StoredTurn } from '../store/data.ts';
import { SETTLE_MS } from '../world/simulated-capability.ts';
import type { World } from '../world/world.ts';
import { judgeLedger } from './ledger.ts';

const SLOW_COMMITS_MS = 3_000;

/** What must hold of everything that was stored once the world has come to rest. Source: FAULTS.md §1, I1–I5. */
export function judge(world: World): void {
  for (const turn of world.data.turns.values()) {
    judgeLog(world, turn);
    judgeText(world, turn);
    judgeCosts(world, turn);
    judgeTime(world, turn);
  }
  judgeKeys(world);
  judgeLines(world);
  judgeLedger(world);
}

function judgeLog({ data }: World, { record, log }: StoredTurn): void {
  const { id } = record;
  if (log[0]?.type !== 'turn.started' || log.some(({ seq, turn }, index) => seq !== index || turn !== id)) {
    data.violate('I1', `the log of ${id} has a gap, or begins wrongly: ${sketch(log)}`);
  }
  const end = log.findIndex(isTerminal);
  if (end === -1 || end !== log.length - 1) {
    data.violate('I2', `${id} needs one terminal, at its end: ${sketch(log)}`);
  }
  if (record.endedAt === null || `turn.${record.status}` !== log.at(-1)?.type) {
    data.violate('I2', `${id} is stored as ${record.status}, its log ends with ${log.at(-1)?.type ?? 'nothing'}`);
  }
}

function judgeText({ data }: World, { record, log }: StoredTurn): void {
  const { id } = record;
  const kinds = new Map<number, string>();
  let text = '';
  let open: number | null = null;
  for (const event of log) {
    if (event.type === 'part.started') {
      if (open !== null || kinds.has(event.part)) {
        data.violate('I3', `${id}: part ${event.part} begins inside or after itself: ${sketch(log)}`);
      }
      kinds.set(event.part, event.kind);
      open = event.part;
    } else if (event.type === 'part.delta') {
      if (open !== event.part) {
        data.violate('I3', `${id}: a delta outside its part: ${sketch(log)}`);
      }
      text += kinds.get(event.part) === 'text' ? event.text : '';
    } else if (event.type === 'part.ended') {
      open = null;
    }
  }
  const last = log.at(-1);
  const said =
    last?.type === 'turn.completed' ? last.text : last !== undefined && 'partial' in last ? last.partial : null;
  const answer = data.messages.get(record.assistantMessage);
  const stored = answer?.parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  if (open !== null || said !== text || stored !== text) {
    data.violate(
      'I3',
      `${id}: deltas ${show(text)}, terminal ${show(said)}, message ${show(stored)}, open part ${open}`,
    );
  }
  if (answer?.status !== expectedStatus(last)) {
    data.violate(
      'T19',
      `${id}: the answer is marked ${answer?.status ?? 'not at all'} after ${last?.type ?? 'nothing'}`,
    );
  }
}

function expectedStatus(last: TurnEvent | undefined): MessageStatus | undefined {
  switch (last?.type) {
    case 'turn.completed':
      return 'complete';
    case 'turn.cancelled':
      return 'cancelled';
    case 'turn.failed':
      return last.code === 'interrupted' ? 'interrupted' : 'error';
    default:
      return undefined;
  }
}

function judgeCosts(world: World, { record, log }: StoredTurn): void {
  const { data } = world;
  const calls = world.calls.of(record.correlationId).length;
  if (calls > record.attempts) {
    data.violate('I5', `${record.id}: ${calls} calls of the model, ${record.attempts} attempts recorded`);
  }
  const jobs = [...data.jobs.values()].filter(({ turn }) => turn === record.id);
  const charges = jobs.filter(({ kind }) => kind === 'charge').length;
  const reserves = jobs.filter(({ kind }) => kind === 'reserve').length;
  if (charges > 1 || reserves !== 1 || (charges === 0 && !world.excused.has(record.id))) {
    data.violate('I4', `${record.id}: reserved ${reserves} times, charged ${charges} times`);
  }
  if (log.filter(({ type }) => type === 'usage').length !== (record.usage === null ? 0 : 1)) {
    data.violate('I4', `${record.id}: usage is stored and told differently: ${sketch(log)}`);
  }
}

/** Within the limit, the settlement and the few commits around them, slow as they may be. Source: TURN.md 18. */
function judgeTime({ data, weather }: World, { record, runsSince, endedAt }: StoredTurn): void {
  const lasted = (endedAt ?? Infinity) - (runsSince ?? endedAt ?? Infinity);
  if (weather.fair && lasted > record.timeLimitMs + SETTLE_MS + SLOW_COMMITS_MS) {
    data.violate('T18', `${record.id} ran for ${lasted} ms, its limit is ${record.timeLimitMs}`);
  }
}

/** One turn per key, and one per message that was sent once. */
function judgeKeys({ data }: World): void {
  const turns = new Map<string, string>();
  for (const { record } of data.turns.values()) {
    const name =
      data.messages
        .get(record.userMessage)
        ?.parts.map((part) => (part.kind === 'text' ? part.text : ''))
        .join('') ?? '';
    const other = turns.get(name);
    // A deletion takes the key along, so that a late repeat is new.
    if (other !== undefined && data.turns.get(other)?.deleted !== true) {
      data.violate('T7', `${name} made two turns, ${other} and ${record.id}`);
    }
    turns.set(name, record.id);
  }
}

/** The messages of a conversation are one line: each question follows the answer before it. Source: TURN.md 28. */
function judgeLines({ data }: World): void {
  for (const line of data.turnsOf.values()) {
    for (const [index, { record }] of line.entries()) {
      const before = line[index - 1]?.record.assistantMessage ?? null;
      const parent = data.messages.get(record.userMessage)?.parent;
      if (parent !== before) {
        data.violate('T28', `${record.id} follows ${String(parent)} instead of ${String(before)}`);
      }
    }
  }
}

function sketch(log: readonly TurnEvent[]): string {
  return log.map(({ seq, type }) => `${seq} ${type}`).join(', ');
}

function show(text: string | null | undefined): string {
  return JSON.stringify(typeof text === 'string' && text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
