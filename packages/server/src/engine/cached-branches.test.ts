import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import type { MessageRecord } from '../ports/records.ts';
import { CachedBranches } from './cached-branches.ts';

function message(id: string, parent: string | null, text = id): MessageRecord {
  const parts = [{ kind: 'text', text } as const];
  return { id, conversation: 'c', parent, role: 'user', parts, status: 'complete', turn: id, createdAt: 0 };
}

/** What a store says of branches, and how many messages it had to look at. */
class Library {
  readonly messages = new Map<string, MessageRecord>();
  looked = 0;

  add(id: string, parent: string | null, text?: string): string {
    this.messages.set(id, message(id, parent, text));
    return id;
  }

  async branch(_conversation: string, leaf: string, limit: number): Promise<readonly MessageRecord[]> {
    const found: MessageRecord[] = [];
    for (let id: string | null = leaf; id !== null && found.length < limit;) {
      const one: MessageRecord | undefined = this.messages.get(id);
      if (one === undefined) break;
      found.unshift(one);
      this.looked += 1;
      id = one.parent;
    }
    return found;
  }
}

function line(library: Library, length: number): string {
  let leaf = library.add('m0', null);
  for (let index = 1; index < length; index += 1) leaf = library.add(`m${index}`, leaf);
  return leaf;
}

verifies('cache:context', 'reads of a branch what is new since the turn before, and no more', async () => {
  const library = new Library();
  const branches = new CachedBranches(library);
  const leaf = line(library, 200);
  await branches.branch('c', leaf, 64);
  expect(library.looked).toBe(64);
  const answer = library.add('answer', leaf);
  const next = library.add('next', answer);
  const read = await branches.branch('c', next, 64);
  expect(library.looked).toBe(64 + 4);
  expect(read).toEqual(await library.branch('c', next, 64));
});

verifies('cache:context', 'forgets what is deleted, also what was being read meanwhile', async () => {
  const library = new Library();
  const branches = new CachedBranches(library);
  const leaf = line(library, 10);
  await branches.branch('c', leaf, 64);
  const reading = branches.branch('c', leaf, 64);
  library.messages.clear();
  branches.forget('c');
  await reading;
  expect(await branches.branch('c', leaf, 64)).toEqual([]);
});

test('a branch whose earlier answers are not stored yet is read again when they are', async () => {
  const library = new Library();
  const branches = new CachedBranches(library);
  const asked = library.add('asked', 'answer');
  expect(await branches.branch('c', asked, 64)).toHaveLength(1);
  library.add('answer', line(library, 3));
  expect(await branches.branch('c', asked, 64)).toHaveLength(5);
});

test('what is remembered is bounded', async () => {
  const library = new Library();
  const branches = new CachedBranches(library);
  const ids = Array.from({ length: 5 }, (_, index) => library.add(`long${index}`, null, 'x'.repeat(3_000_000)));
  for (const id of ids) await branches.branch(id, id, 64);
  const before = library.looked;
  for (const id of ids.toReversed()) await branches.branch(id, id, 64);
  // The last two fit; the others are read again.
  expect(library.looked - before).toBe(3);
});

test('whatever is asked, in whatever order, is what the store would say', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 12 })), { maxLength: 60 }),
      async (questions) => {
        const library = new Library();
        const branches = new CachedBranches(library);
        const ids = [library.add('root', null)];
        for (const [choice, limit] of questions) {
          ids.push(library.add(`m${ids.length}`, ids[choice % ids.length] ?? null));
          const leaf = ids[(choice * 7) % ids.length] ?? 'root';
          expect(await branches.branch('c', leaf, limit)).toEqual(await library.branch('c', leaf, limit));
        }
      },
    ),
  );
});
