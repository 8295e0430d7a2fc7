import type { Assistants } from '../../engine/assistant.ts';
import type { Capability, RunningTurn, SettledTurn, Settlement } from '../../engine/capability.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { answerKey } from './answer-key.ts';

/** Named in the usage of answers that no model was asked for; price lists know it by this name. */
const PROVIDER = 'cache';
const DAY_MS = 24 * 60 * 60 * 1_000;
/** Answers of one owner. */
const MOST = 500;
/** Longer answers are asked for again: keeping them costs more than they are asked twice. */
const MAX_CHARACTERS = 100_000;

export interface AnswerCacheParts {
  readonly store: Pick<Store, 'cachedAnswer'>;
  readonly clock: Clock;
  readonly assistants: Assistants;
}

/**
 * Gives an owner the same answer to the same question in the same context within a day, for assistants that list it.
 * What is kept belongs to one owner and goes with the conversation that it was given in. Source: FAULTS.md S05.
 */
export function createAnswerCache({ store, clock, assistants }: AnswerCacheParts): Capability {
  const keyOf = ({ turn, messages }: Pick<RunningTurn, 'turn' | 'messages'>): string | null => {
    const assistant = assistants.get(turn.assistant);
    return assistant === undefined ? null : answerKey(assistant, turn, messages);
  };

  const answer = async (running: RunningTurn): Promise<readonly string[] | null> => {
    const hash = keyOf(running);
    const kept = hash === null ? null : await store.cachedAnswer(running.turn.owner, hash);
    return kept === null || kept.createdAt < clock.now() - DAY_MS ? null : [kept.text];
  };

  const settle = async (settled: SettledTurn): Promise<Settlement> => {
    const hash = worthKeeping(settled) ? keyOf(settled) : null;
    if (hash === null) {
      return { events: [], writes: [] };
    }
    const { owner, conversation } = settled.turn;
    const kept = { hash, owner, conversation, text: settled.text, createdAt: clock.now() };
    return { events: [], writes: [{ kind: 'answer.keep', answer: kept, most: MOST } as const] };
  };

  return { name: 'cache', answer: { kind: 'replace', provider: PROVIDER, answer }, settle };
}

/** Whole answers of a model. One that was cut short, or is a repeat itself, is none. */
function worthKeeping({ finish, text, usage, messages }: SettledTurn): boolean {
  const isWhole = finish === 'stop' && text.trim() !== '' && text.length <= MAX_CHARACTERS && messages.length > 0;
  return isWhole && usage?.provider !== PROVIDER;
}
