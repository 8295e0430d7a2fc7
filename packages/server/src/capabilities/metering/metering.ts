import type { Assistants } from '../../engine/assistant.ts';
import type { Capability, ProposedTurn, RunningTurn, SettledTurn } from '../../engine/capability.ts';
import type { Clock } from '../../ports/clock.ts';
import type { TurnRecord } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { estimateTokens } from '../../ports/token-counter.ts';
import { countMedia, estimateProposed, estimateRunning } from './estimate.ts';
import type { PriceList } from './load-prices.ts';
import { affordableOutput, DEFAULT_PRICE, priceOf, type Price } from './price.ts';

export interface MeteringParts {
  readonly store: Pick<Store, 'account' | 'conversation'>;
  readonly branches: Pick<Store, 'branch'>;
  readonly clock: Clock;
  readonly assistants: Assistants;
  /** By the assistant's name. */
  readonly prices: ReadonlyMap<string, PriceList>;
  /** Points that a new owner begins with. */
  readonly welcome: number;
}

/**
 * Makes turns cost points: holds what a turn may cost when it is accepted, ends the answer where that is used up, and
 * pays for what was generated in the transaction of the turn's end. Source: DESIGN.md §8.9, TURN.md 24 and 25.
 */
export function createMetering({ store, branches, clock, assistants, prices, welcome }: MeteringParts): Capability {
  const priceFor = ({ assistant, model }: TurnRecord): Price => prices.get(assistant)?.of(model) ?? DEFAULT_PRICE;

  const prepare = async ({ turn, parts, text }: ProposedTurn) => {
    const assistant = assistants.get(turn.assistant);
    const price = priceFor(turn);
    const input = assistant === undefined ? 0 : await estimateProposed({ store, branches }, assistant, turn, text);
    const proposed = { provider: '', input, media: countMedia(parts) };
    const minimum = priceOf(price, { ...proposed, output: 1 });
    const wanted = priceOf(price, { ...proposed, output: turn.maxTokens });
    const { owner } = turn;
    const account = await store.account(owner);
    const spendable = account === null ? welcome : account.balance - account.reserved;
    if (spendable < minimum) {
      const message = `This message costs at least ${minimum} points, and ${spendable} are left.`;
      return { refused: 'insufficient_points', message } as const;
    }
    return [{ kind: 'points.reserve', turn: turn.id, owner, minimum, wanted, welcome, at: clock.now() } as const];
  };

  const watch = ({ turn, messages, emit }: RunningTurn): ((text: string) => 'go on' | 'stop') => {
    const assistant = assistants.get(turn.assistant);
    if (turn.reserved === null || assistant === undefined) {
      return () => 'go on';
    }
    const input = estimateRunning(assistant, messages);
    const media = countMedia(messages.at(-1)?.parts ?? []);
    const affordable = affordableOutput(priceFor(turn), turn.reserved, { provider: '', input, media });
    if (affordable >= turn.maxTokens) {
      // The provider stops before the points do.
      return () => 'go on';
    }
    let generated = 0;
    return (text) => {
      generated += estimateTokens(text);
      if (generated < affordable) {
        return 'go on';
      }
      emit({ type: 'progress', step: 'points', message: 'The points for this answer are used up.' });
      return 'stop';
    };
  };

  const settle = async (settled: SettledTurn) => {
    const { turn } = settled;
    if (turn.reserved === null) {
      return { events: [], writes: [] };
    }
    const points = Math.min(turn.reserved, costOf(priceFor(turn), settled));
    return { points, events: [], writes: [{ kind: 'points.settle', turn: turn.id, points, at: clock.now() } as const] };
  };

  return { name: 'metering', prepare, answer: { kind: 'observe', start: watch }, settle };
}

/** Nothing where no answer came; else what was generated. Source: TURN.md 25. */
function costOf(price: Price, { status, text, usage, asked }: SettledTurn): number {
  if (status !== 'completed' && text === '') {
    return 0;
  }
  const counted = usage ?? { provider: '', input: 0, output: estimateTokens(text) };
  return priceOf(price, { ...counted, media: countMedia(asked) });
}
