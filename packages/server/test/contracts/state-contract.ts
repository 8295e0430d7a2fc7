import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { StateRecord, TurnRecord } from '../../src/ports/records.ts';
import type { Write } from '../../src/ports/store.ts';
import { describeCase } from './describe-case.ts';
import {
  acceptance,
  append,
  commit,
  end,
  ending,
  message,
  mustCommit,
  newId,
  storedConversation,
  storedTurn,
  turn,
} from './store-fixtures.ts';
import type { ContractOptions, FullStore, MakeStore } from './store-subject.ts';

export type StateCase = 'writing' | 'reading' | 'deletion';

function stateOf(of: TurnRecord, version: number, data: StateRecord['data'] = { version }): StateRecord {
  return { conversation: of.conversation, scope: 'guide', turn: of.id, version, data };
}

function put(state: StateRecord, previous: number): Write {
  return { kind: 'state.put', state, previous };
}

/** Accepts and ends a turn that leaves this version. */
async function turnWithState(store: FullStore, record: TurnRecord, previous: number, version: number): Promise<void> {
  await mustCommit(store, ...acceptance(record));
  await mustCommit(store, ...ending(record), put(stateOf(record, version), previous));
}

/** The MUSTs of `ports/store.ts` about states; run by each store. */
export function stateContract(name: string, make: MakeStore, options: ContractOptions<StateCase> = {}): void {
  describe(`the state contract on ${name}`, () => {
    describeCase('writing', options, () => {
      verifies('guide:state-once', 'keeps a state in the unit of its event, or neither', async () => {
        await using subject = await make();
        const { store } = subject;
        const running = await storedTurn(store);
        const state = stateOf(running, 1, { text: 'Ünï\n"x" 👍', list: [1, null] });
        const unit = [append(running, 0, 2), ...ending(running), put(state, 0)];
        expect(await commit(store, ...unit, put({ ...state, turn: newId() }, 0))).toEqual({
          committed: false,
          reason: 'not-found',
          write: unit.length,
        });
        expect(await store.state(running.conversation, 'guide', running.userMessage)).toBeNull();
        expect(await store.read(running.id, -1, 9)).toEqual([]);
        await mustCommit(store, ...unit);
        await subject.reopen('second');
        expect(await subject.store.state(running.conversation, 'guide', running.assistantMessage)).toEqual(state);
        expect(await subject.store.read(running.id, -1, 9)).toHaveLength(2);
      });

      verifies('guide:state-once', 'takes a repeat for what it is, and no second state of a turn', async () => {
        await using subject = await make();
        const { store } = subject;
        const running = await storedTurn(store);
        await mustCommit(store, put(stateOf(running, 1), 0));
        expect(await commit(store, put(stateOf(running, 1), 0))).toEqual({ committed: true });
        const other = { committed: false, reason: 'exists', write: 0 };
        expect(await commit(store, put(stateOf(running, 2), 1))).toEqual(other);
        expect(await commit(store, put(stateOf(running, 1, { other: true }), 0))).toEqual(other);
        await mustCommit(store, put({ ...stateOf(running, 1), scope: 'profile' }, 0));
        expect(await store.state(running.conversation, 'guide', running.userMessage)).toEqual(stateOf(running, 1));
      });

      verifies('guide:state-order', 'refuses a state that was made from another than its branch has', async () => {
        await using subject = await make();
        const { store } = subject;
        const known = await storedConversation(store);
        await turnWithState(store, turn(known), 0, 3);
        const next = turn(known);
        await mustCommit(store, ...acceptance(next));
        const fenced = { committed: false, reason: 'fenced', write: 0 };
        expect(await commit(store, put(stateOf(next, 1), 0))).toEqual(fenced);
        expect(await commit(store, put(stateOf(next, 5), 4))).toEqual(fenced);
        expect(await commit(store, put(stateOf(next, 4), 3))).toEqual({ committed: true });
      });

      verifies('guide:state-order', 'refuses the state of a turn in another conversation', async () => {
        await using subject = await make();
        const running = await storedTurn(subject.store);
        const elsewhere = await storedConversation(subject.store);
        const state = { ...stateOf(running, 1), conversation: elsewhere.conversation };
        expect(await commit(subject.store, put(state, 0))).toMatchObject({ reason: 'not-found' });
      });
    });

    describeCase('reading', options, () => {
      verifies('guide:state-branch', 'finds the nearest state of the branch, over turns that kept none', async () => {
        await using subject = await make();
        const { store } = subject;
        const known = await storedConversation(store);
        const [one, two, three] = [turn(known), turn(known), turn(known)];
        await turnWithState(store, one, 0, 1);
        await mustCommit(store, ...acceptance(two), ...ending(two));
        await mustCommit(store, ...acceptance(three));
        const at = (leaf: string): Promise<StateRecord | null> => store.state(known.conversation, 'guide', leaf);
        expect(await at(three.userMessage)).toEqual(stateOf(one, 1));
        expect(await at(one.userMessage)).toEqual(stateOf(one, 1));
        expect(await at(newId())).toBeNull();
        expect(await store.state(known.conversation, 'profile', three.userMessage)).toBeNull();
        await mustCommit(store, ...ending(three), put(stateOf(three, 2), 1));
        expect(await at(three.assistantMessage)).toEqual(stateOf(three, 2));
        expect(await at(two.assistantMessage)).toEqual(stateOf(one, 1));
      });

      verifies('guide:state-branch', 'gives a branch the state that it began from', async () => {
        await using subject = await make();
        const { store } = subject;
        const known = await storedConversation(store);
        const [one, two, edited] = [turn(known), turn(known), turn(known)];
        await turnWithState(store, one, 0, 1);
        await turnWithState(store, two, 1, 2);
        const { userMessage: id, id: asked } = edited;
        const branch = message(known, { id, turn: asked, parent: one.assistantMessage });
        const create = { kind: 'turn.create', turn: edited, maxWaiting: 8 } as const;
        await mustCommit(store, { kind: 'message.create', follow: 'parent', message: branch }, create);
        expect(await store.state(known.conversation, 'guide', edited.userMessage)).toEqual(stateOf(one, 1));
        await mustCommit(store, ...ending(edited), put(stateOf(edited, 2, { edited: true }), 1));
        expect(await store.state(known.conversation, 'guide', two.assistantMessage)).toEqual(stateOf(two, 2));
        expect(await store.states('alice', 'guide', [known.conversation])).toEqual([
          stateOf(edited, 2, { edited: true }),
        ]);
      });

      verifies('guide:state-heads', 'reads the states of many conversations, and nobody else’s', async () => {
        await using subject = await make();
        const { store } = subject;
        const [one, two, none] = [
          turn(await storedConversation(store)),
          turn(await storedConversation(store)),
          newId(),
        ];
        await turnWithState(store, one, 0, 1);
        await turnWithState(store, two, 0, 2);
        const empty = await storedConversation(store);
        const foreign = turn(await storedConversation(store, { owner: 'bob' }), { owner: 'bob' });
        await turnWithState(store, foreign, 0, 9);
        const asked = [one.conversation, two.conversation, none, empty.conversation, foreign.conversation];
        const states = await store.states('alice', 'guide', asked);
        expect(new Map(states.map((state) => [state.conversation, state]))).toEqual(
          new Map([
            [one.conversation, stateOf(one, 1)],
            [two.conversation, stateOf(two, 2)],
          ]),
        );
        expect(await store.states('bob', 'guide', asked)).toEqual([stateOf(foreign, 9)]);
        expect(await store.states('alice', 'profile', asked)).toEqual([]);
        expect(await store.states('alice', 'guide', [])).toEqual([]);
      });
    });

    describeCase('deletion', options, () => {
      verifies('guide:state-erase turn:30', 'leaves no byte of a deleted conversation’s states', async () => {
        await using subject = await make();
        const { store } = subject;
        const marker = `marker-${newId()}`;
        const gone = await storedTurn(store);
        await mustCommit(store, end(gone), put(stateOf(gone, 1, { interests: [marker] }), 0));
        expect(await subject.holds(marker)).toBe(true);
        await mustCommit(store, { kind: 'conversation.delete', id: gone.conversation, owner: 'alice' });
        expect(await subject.holds(marker)).toBe(false);
        expect(await store.state(gone.conversation, 'guide', gone.userMessage)).toBeNull();
      });
    });
  });
}
