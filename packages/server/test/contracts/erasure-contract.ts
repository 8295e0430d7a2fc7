import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { add, said } from './memory-fixtures.ts';
import { commit, job, message, mustCommit, newId, NOW, storedConversation } from './store-fixtures.ts';
import type { MakeStore } from './store-subject.ts';

/** The MUSTs of `ports/store.ts` about owners that are erased; run by each store. */
export function erasureContract(name: string, make: MakeStore): void {
  describe(`the erasure contract on ${name}`, () => {
    verifies('memory:erase', 'removes all rows of an owner, but not while there are conversations', async () => {
      await using subject = await make();
      const { store } = subject;
      const { conversation, messages } = await said(store, ['words']);
      const data = { name: 'Canary' };
      const setting = { owner: 'alice', kind: 'staff', id: 'x', data, revision: 1, createdAt: NOW, updatedAt: NOW };
      await mustCommit(
        store,
        add('lives_in', 'Canaryville', [messages[0]?.id ?? '']),
        { kind: 'setting.put', setting },
        { kind: 'setting.put', setting: { ...setting, owner: 'bob', data: { name: 'Kept' } } },
        { kind: 'job.create', job: job({ payload: { owner: 'alice', text: 'Canary' } }) },
        { kind: 'tokens.revoke', owner: 'alice', before: NOW },
      );
      const erase = { kind: 'owner.erase' as const, owner: 'alice' };
      expect(await commit(store, erase)).toMatchObject({ committed: false, reason: 'busy' });
      expect(await store.settings('alice', 'staff')).toHaveLength(1);
      await mustCommit(store, { kind: 'conversation.delete', owner: 'alice', id: conversation });
      await mustCommit(store, erase);
      await mustCommit(store, erase);
      expect(await store.settings('alice', 'staff')).toEqual([]);
      expect(await store.settings('bob', 'staff')).toHaveLength(1);
      expect(await store.claim(['webhook'], 'first', 1, 9)).toEqual([]);
      expect(await subject.holds('Canary')).toBe(false);
      // Else tokens that were withdrawn would be good again.
      expect(await store.tokensCountFrom('alice')).toBe(NOW);
    });

    verifies('memory:erase points:welcome', 'welcomes nobody a second time who was erased', async () => {
      await using subject = await make();
      const { store } = subject;
      const grant = (owner: string, points: number) => {
        const entry = { id: newId(), owner, kind: 'grant' as const, points, reason: null, author: null, at: NOW };
        return mustCommit(store, { kind: 'points.grant', welcome: 100, entry });
      };
      await grant('canary owner', 5);
      expect(await store.account('canary owner')).toMatchObject({ balance: 105 });
      await mustCommit(store, { kind: 'owner.erase', owner: 'canary owner' });
      expect(await store.account('canary owner')).toBeNull();
      expect(await subject.holds('canary owner')).toBe(false);
      await grant('canary owner', 5);
      expect(await store.account('canary owner')).toMatchObject({ balance: 5 });
      await grant('newcomer', 5);
      expect(await store.account('newcomer')).toMatchObject({ balance: 105 });
    });

    verifies('memory:erase', 'leaves no copy where rows were moved, after a scrub', async () => {
      await using subject = await make();
      const { store } = subject;
      const conversations = [];
      for (let at = 0; at < 20; at += 1) {
        const owner = at % 2 === 0 ? 'alice' : 'bob';
        conversations.push({ owner, id: (await storedConversation(store, { owner })).conversation });
      }
      for (let round = 0; round < 60; round += 1) {
        const writes = conversations.map(({ owner, id }, at) => {
          const text = `${owner === 'alice' ? 'Canary' : 'Kept'} ${'x'.repeat((round * 37 + at * 101) % 1_500)}`;
          const one = message({ conversation: id }, { parts: [{ kind: 'text', text }] });
          return { kind: 'message.create' as const, follow: 'tail' as const, message: one };
        });
        await mustCommit(store, ...writes);
      }
      for (const { owner, id } of conversations) {
        if (owner === 'alice') await mustCommit(store, { kind: 'conversation.delete', owner, id });
      }
      await store.scrub();
      expect(await subject.holds('Canary')).toBe(false);
      expect(await subject.holds('Kept')).toBe(true);
      const [, kept] = conversations;
      const found = await store.conversation('bob', kept?.id ?? '');
      expect(await store.branch(kept?.id ?? '', found?.head ?? '', 99)).toHaveLength(60);
      // What comes after is committed as before.
      await said(store, ['more']);
      expect(await subject.holds('more')).toBe(true);
    });
  });
}
