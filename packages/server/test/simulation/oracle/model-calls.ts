import type { ModelRequest } from '../../../src/ports/model.ts';
import type { Data, StoredTurn } from '../store/data.ts';
import type { TaskOwner } from '../world/scheduler.ts';

/** One request to the model. */
export interface ModelCall {
  readonly correlationId: string;
  /** 1 for the first of its turn. */
  readonly number: number;
  readonly caller: ModelUser;
  aborted: boolean;
  over: boolean;
}

/** The process that asks. */
export type ModelUser = TaskOwner & { readonly node: string };

/** Counts what a provider would bill, and judges each call at the moment it is made. Source: TURN.md 23, 28, 29. */
export class ModelCalls {
  readonly #data: Data;
  readonly #calls = new Map<string, ModelCall[]>();

  constructor(data: Data) {
    this.#data = data;
  }

  begin(request: ModelRequest, caller: ModelUser): ModelCall {
    const { correlationId } = request;
    const before = this.#calls.get(correlationId) ?? [];
    const call: ModelCall = { correlationId, number: before.length + 1, caller, aborted: false, over: false };
    this.#calls.set(correlationId, [...before, call]);
    const isFurther = before.some((earlier) => earlier.caller === caller);
    this.#judge(request, caller, isFurther);
    return call;
  }

  of(correlationId: string): readonly ModelCall[] {
    return this.#calls.get(correlationId) ?? [];
  }

  #judge({ correlationId, messages }: ModelRequest, caller: ModelUser, isFurther: boolean): void {
    const turn = [...this.#data.turns.values()].findLast(({ record }) => record.correlationId === correlationId);
    if (turn === undefined) {
      this.#data.violate('T1', `the model was asked for ${correlationId} before anything was stored`);
      return;
    }
    if (turn.record.node !== caller.node || turn.record.endedAt !== null) {
      return; // It was fenced a moment ago and cannot know.
    }
    const { id, conversation } = turn.record;
    if (turn.cancelledIn !== null && turn.cancelledIn < turn.record.epoch) {
      this.#data.violate('T26', `${id}: the model was asked after the wish to cancel had been taken over`);
    }
    // One run may go on after a tool; another must not use it again.
    const begun = turn.log.some(({ type }) => type.startsWith('part.') || (!isFurther && isOfTool(type)));
    if (begun) {
      this.#data.violate('I5', `${id}: the model was asked again after content`);
    }
    const [oldest] = this.#data.open(conversation);
    if (oldest !== turn || turn.record.status !== 'running') {
      this.#data.violate('order', `${id} asked the model while ${oldest?.record.id ?? 'nothing'} was before it`);
      return;
    }
    const asked = messages.filter(({ role }) => role !== 'system').map(textOf);
    const expected = this.#history(turn);
    if (asked.join('\n') !== expected.join('\n')) {
      this.#data.violate(
        'T29',
        `${id}: the model read ${JSON.stringify(asked)} instead of ${JSON.stringify(expected)}`,
      );
    }
  }

  /** What was said in the conversation up to the turn's own question, empty answers left out. */
  #history(turn: StoredTurn): string[] {
    const line = this.#data.turnsOf.get(turn.record.conversation) ?? [];
    const texts: string[] = [];
    for (const { record } of line.slice(0, line.indexOf(turn) + 1)) {
      const question = this.#data.messages.get(record.userMessage);
      const answer = record.id === turn.record.id ? undefined : this.#data.messages.get(record.assistantMessage);
      texts.push(storedText(question?.parts), storedText(answer?.parts));
    }
    return texts.filter((text) => text.trim() !== '');
  }
}

function isOfTool(type: string): boolean {
  return type.startsWith('tool.');
}

function textOf({ parts }: ModelRequest['messages'][number]): string {
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
}

function storedText(parts: readonly { readonly kind: string; readonly text?: string }[] = []): string {
  return parts.map((part) => part.text ?? '').join('');
}
