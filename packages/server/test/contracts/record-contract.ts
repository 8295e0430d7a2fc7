import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { describeCase } from './describe-case.ts';
import {
  acceptance,
  commit,
  conversation,
  create,
  end,
  message,
  mustCommit,
  newId,
  NOW,
  storedConversation,
  storedTurn,
  turn,
} from './store-fixtures.ts';
import type { ContractOptions, MakeStore } from './store-subject.ts';
import type { ConversationRecord } from '../../src/ports/records.ts';

export type RecordCase = 'owners' | 'pages' | 'branches';

/** The MUSTs of `ports/store.ts` about reading; run by each store. */
export function recordContract(name: string, make: MakeStore, options: ContractOptions<RecordCase> = {}): void {
  describe(`the record contract on ${name}`, () => {
    describeCase('owners', options, () => {
      verifies('store:owner', 'shows and changes nothing of another owner, as if it were not there', async () => {
        await using subject = await make();
        const { store } = subject;
        const known = await storedConversation(store, { externalKey: 'key' });
        const running = turn(known);
        await mustCommit(store, ...acceptance(running));
        expect(await store.conversation('bob', known.conversation)).toBeNull();
        expect(await store.conversationByKey('bob', 'native', 'key')).toBeNull();
        expect(await store.conversationByKey('alice', 'milo', 'key')).toBeNull();
        expect(await store.message('bob', running.userMessage)).toBeNull();
        expect(await store.conversations({ owner: 'bob', limit: 9 })).toEqual([]);
        const missing = { committed: false, reason: 'not-found', write: 0 };
        const rename = { kind: 'conversation.rename', id: known.conversation, title: 'x', at: NOW } as const;
        expect(await commit(store, { ...rename, owner: 'bob' })).toEqual(missing);
        expect(await commit(store, create(turn(known, { owner: 'bob' })))).toEqual(missing);
        expect(await commit(store, create(turn({ conversation: newId() })))).toEqual(missing);
        expect(await commit(store, { kind: 'turn.cancel', turn: newId(), by: 'bob' })).toEqual(missing);
      });

      verifies('store:owner', 'answers null for what is not there', async () => {
        await using subject = await make();
        const { store } = subject;
        expect(await store.conversation('alice', newId())).toBeNull();
        expect(await store.message('alice', newId())).toBeNull();
        expect(await store.turn(newId())).toBeNull();
        expect(await store.idempotency('none')).toBeNull();
        expect(await store.openTurns(newId())).toEqual([]);
      });
    });

    describeCase('pages', options, () => {
      verifies(
        'store:pages',
        'pages conversations by their newest update, equal times included, each once',
        async () => {
          await using subject = await make();
          const { store } = subject;
          const records = Array.from({ length: 25 }, (_, index) =>
            conversation({ updatedAt: NOW + Math.floor(index / 4), mount: index % 3 === 0 ? 'milo' : 'native' }),
          );
          const writes = records.map((record) => ({ kind: 'conversation.create', conversation: record }) as const);
          await mustCommit(store, ...writes);
          await storedConversation(store, { owner: 'bob', updatedAt: NOW + 3 });
          for (const mount of [undefined, 'milo']) {
            const wanted = records.filter((record) => mount === undefined || record.mount === mount).sort(newestFirst);
            const query = { owner: 'alice', limit: 4, ...(mount === undefined ? {} : { mount }) };
            const seen: ConversationRecord[] = [];
            let page = await store.conversations(query);
            while (page.length > 0) {
              expect(page.length).toBeLessThanOrEqual(4);
              seen.push(...page);
              const last = page.at(-1) ?? { updatedAt: 0, id: '' };
              page = await store.conversations({ ...query, before: { updatedAt: last.updatedAt, id: last.id } });
            }
            expect(seen).toEqual(wanted);
          }
        },
      );

      verifies('store:pages', 'moves a conversation to the top when a message is added', async () => {
        await using subject = await make();
        const { store } = subject;
        const first = await storedConversation(store);
        const second = await storedConversation(store, { updatedAt: NOW + 1 });
        const later = message(first, { createdAt: NOW + 2 });
        await mustCommit(store, { kind: 'message.create', follow: 'tail', message: later });
        const order = async (): Promise<readonly string[]> =>
          (await store.conversations({ owner: 'alice', limit: 9 })).map(({ id }) => id);
        expect(await order()).toEqual([first.conversation, second.conversation]);
        const backInTime = message(first, { createdAt: NOW - 1 });
        await mustCommit(store, { kind: 'message.create', follow: 'tail', message: backInTime });
        expect(await order()).toEqual([first.conversation, second.conversation]);
      });
    });

    describeCase('branches', options, () => {
      verifies(
        'store:branch',
        'gives the messages nearest to the leaf, oldest first, however long the branch',
        async () => {
          await using subject = await make();
          const { store } = subject;
          const known = await storedConversation(store);
          const line = [message(known)];
          for (let index = 1; index < 300; index += 1) {
            line.push(
              message(known, { parent: line[index - 1]?.id ?? null, role: index % 2 === 0 ? 'user' : 'assistant' }),
            );
          }
          await mustCommit(
            store,
            ...line.map((one) => ({ kind: 'message.create', follow: 'parent', message: one }) as const),
          );
          const [leaf, middle] = [line[299]?.id ?? '', line[150]?.id ?? ''];
          expect(await store.branch(known.conversation, leaf, 10)).toEqual(line.slice(-10));
          expect(await store.branch(known.conversation, middle, 4)).toEqual(line.slice(147, 151));
          expect(await store.branch(known.conversation, leaf, 1_000)).toEqual(line);
          expect(await store.branch(known.conversation, leaf, 0)).toEqual([]);
          expect(await store.branch(known.conversation, newId(), 10)).toEqual([]);
        },
      );

      verifies('store:branch', 'never leaves its conversation, even where a parent lies in another', async () => {
        await using subject = await make();
        const { store } = subject;
        const foreign = await storedTurn(store);
        const known = await storedConversation(store);
        const astray = message(known, { parent: foreign.userMessage });
        await mustCommit(store, { kind: 'message.create', follow: 'parent', message: astray });
        expect(await store.branch(known.conversation, astray.id, 10)).toEqual([astray]);
        expect(await store.branch(known.conversation, foreign.userMessage, 10)).toEqual([]);
      });

      verifies('store:branch-length', 'counts the messages of many branches, of the owner only', async () => {
        await using subject = await make();
        const { store } = subject;
        const [known, foreign] = [await storedConversation(store), await storedConversation(store, { owner: 'bob' })];
        const line = [message(known)];
        while (line.length < 50) line.push(message(known, { parent: line.at(-1)?.id ?? null }));
        const other = message(foreign);
        const writes = [...line, other].map(
          (one) => ({ kind: 'message.create', follow: 'parent', message: one }) as const,
        );
        await mustCommit(store, ...writes);
        const [leaf, middle] = [line[49]?.id ?? '', line[9]?.id ?? ''];
        const { conversation: mine } = known;
        const branches = [
          { conversation: mine, leaf },
          { conversation: foreign.conversation, leaf: other.id },
          { conversation: mine, leaf: middle },
          { conversation: mine, leaf: other.id },
          { conversation: newId(), leaf },
          { conversation: mine, leaf },
        ];
        expect(await store.branchLengths('alice', branches)).toEqual([50, 0, 10, 0, 0, 50]);
        expect(await store.branchLengths('alice', [])).toEqual([]);
      });

      verifies('store:branch turn:28', 'makes one line of all turns, also where a later one ends first', async () => {
        await using subject = await make();
        const { store } = subject;
        const known = await storedConversation(store);
        const [first, cancelled, last] = [turn(known), turn(known), turn(known)];
        await mustCommit(store, ...acceptance(first));
        await mustCommit(store, ...acceptance(cancelled));
        const { conversation: of, userMessage: parent } = cancelled;
        const answer = message({ conversation: of }, { id: cancelled.assistantMessage, parent, role: 'assistant' });
        const ending = end(cancelled, { status: 'cancelled' });
        await mustCommit(store, { kind: 'message.create', follow: 'parent', message: answer }, ending);
        await mustCommit(store, ...acceptance(last));
        expect((await store.message('alice', last.userMessage))?.parent).toBe(cancelled.assistantMessage);
        expect((await store.message('alice', cancelled.userMessage))?.parent).toBe(first.assistantMessage);
      });
    });
  });
}

function newestFirst(a: ConversationRecord, b: ConversationRecord): number {
  return b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1);
}
