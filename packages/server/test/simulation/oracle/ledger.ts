import type { LedgerRecord } from '../../../src/ports/records.ts';
import type { StoredTurn } from '../store/data.ts';
import type { World } from '../world/world.ts';

/** Each turn is paid once, for what it says it cost, and each balance is the sum of its lines. Source: FAULTS.md I4. */
export function judgeLedger(world: World): void {
  const { data } = world;
  const paid = new Map<string, LedgerRecord[]>();
  const balances = new Map<string, number>();
  for (const line of data.ledger) {
    const balance = (balances.get(line.owner) ?? 0) + line.points;
    balances.set(line.owner, balance);
    if (line.balance !== balance || balance < 0) {
      data.violate('I4', `${line.owner} has ${balance} after ${line.id}, and ${line.balance} is written`);
    }
    if (line.turn !== null) {
      paid.set(line.turn, [...(paid.get(line.turn) ?? []), line]);
    }
  }
  for (const turn of data.turns.values()) {
    if (turn.record.endedAt !== null) {
      judgeTurn(world, turn, paid.get(turn.record.id) ?? []);
    }
  }
}

function judgeTurn({ data }: World, { record, log }: StoredTurn, lines: readonly LedgerRecord[]): void {
  const { id, reserved, usage } = record;
  const [line] = lines;
  if (reserved === null || lines.length !== 1 || line === undefined) {
    data.violate('I4', `${id} holds ${String(reserved)} points and is paid ${lines.length} times`);
    return;
  }
  const cost = -line.points;
  const told = log.find((event) => event.type === 'usage')?.points;
  if (cost > reserved || (usage !== null && usage.points !== cost) || (told !== undefined && told !== cost)) {
    data.violate(
      'I4',
      `${id} cost ${cost} of ${reserved}, ${String(usage?.points)} is stored and ${String(told)} told`,
    );
  }
  const last = log.at(-1);
  if (cost > 0 && last?.type !== 'turn.completed' && last !== undefined && 'partial' in last && last.partial === '') {
    data.violate('I4', `${id} said nothing and cost ${cost}`);
  }
}
