import { describe, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { CachedAnswerRecord, MediaRecord } from '../../src/ports/records.ts';
import { describeCase } from './describe-case.ts';
import { commit, mustCommit, newId, NOW, storedConversation } from './store-fixtures.ts';
import type { ContractOptions, MakeStore } from './store-subject.ts';

export type MediaRecordCase = 'files' | 'answers';

function file(changes: Partial<MediaRecord> = {}): MediaRecord {
  return {
    id: newId(),
    owner: 'alice',
    state: 'ready',
    kind: 'image',
    mediaType: 'image/png',
    name: 'Ünï "x".png',
    bytes: 12,
    hash: 'f'.repeat(64),
    size: { width: 3, height: 2 },
    pages: null,
    createdAt: NOW,
    ...changes,
  };
}

/** The MUSTs of `ports/store.ts` about files and kept answers; run by each store. */
export function mediaRecordContract(
  name: string,
  make: MakeStore,
  options: ContractOptions<MediaRecordCase> = {},
): void {
  describe(`the contract of files and answers on ${name}`, () => {
    describeCase('files', options, () => {
      verifies('media:own', 'keeps a file for its owner alone, whoever writes under its id', async () => {
        await using subject = await make();
        const { store } = subject;
        const media = file();
        await mustCommit(store, { kind: 'media.put', media });
        expect(await commit(store, { kind: 'media.put', media: { ...media, owner: 'bob', hash: 'b' } })).toEqual({
          committed: false,
          reason: 'exists',
          write: 0,
        });
        expect(await commit(store, { kind: 'media.forget', owner: 'bob', id: media.id })).toMatchObject({
          reason: 'not-found',
        });
        expect(await store.media('bob', media.id)).toBeNull();
        await subject.reopen('second');
        expect(await subject.store.media('alice', media.id)).toEqual(media);
        await mustCommit(subject.store, { kind: 'media.forget', owner: 'alice', id: media.id });
        expect(await subject.store.media('alice', media.id)).toBeNull();
      });

      verifies('media:settled', 'finds what never became ready, the oldest first', async () => {
        await using subject = await make();
        const { store } = subject;
        const pending = file({ state: 'pending', createdAt: NOW + 1, kind: 'file', size: null, pages: 7, name: null });
        const removed = file({ state: 'removed', owner: 'bob' });
        const young = file({ state: 'pending', createdAt: NOW + 9 });
        for (const media of [pending, removed, young, file()]) await mustCommit(store, { kind: 'media.put', media });
        expect(await store.unsettledMedia(NOW + 9, 9)).toEqual([removed, pending]);
        expect(await store.unsettledMedia(NOW + 9, 1)).toEqual([removed]);
        await mustCommit(store, { kind: 'media.put', media: { ...pending, state: 'ready' } });
        expect(await store.unsettledMedia(NOW + 9, 9)).toEqual([removed]);
      });
    });

    describeCase('answers', options, () => {
      verifies('cache:erased turn:30', 'keeps an answer as long as its conversation, and for its owner', async () => {
        await using subject = await make();
        const { store } = subject;
        const { conversation } = await storedConversation(store);
        const answer: CachedAnswerRecord = { hash: 'h1', owner: 'alice', conversation, text: 'Yes.', createdAt: NOW };
        await mustCommit(store, { kind: 'answer.keep', answer, most: 2 });
        expect(await store.cachedAnswer('alice', 'h1')).toEqual(answer);
        expect(await store.cachedAnswer('bob', 'h1')).toBeNull();
        const foreign = { ...answer, owner: 'bob', hash: 'h2' };
        expect(await commit(store, { kind: 'answer.keep', answer: foreign, most: 2 })).toMatchObject({
          reason: 'not-found',
        });
        for (const [index, hash] of ['h2', 'h3'].entries()) {
          const next = { ...answer, hash, createdAt: NOW + 1 + index };
          await mustCommit(store, { kind: 'answer.keep', answer: next, most: 2 });
        }
        expect(await store.cachedAnswer('alice', 'h1')).toBeNull();
        expect(await store.cachedAnswer('alice', 'h3')).not.toBeNull();
        await mustCommit(store, { kind: 'conversation.delete', id: conversation, owner: 'alice' });
        expect(await store.cachedAnswer('alice', 'h2')).toBeNull();
        expect(await store.cachedAnswer('alice', 'h3')).toBeNull();
      });
    });
  });
}
