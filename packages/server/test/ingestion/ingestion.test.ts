import { mkdir, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { verifies } from '../../../../spec/verifies.ts';
import { createFolderSource } from '../../src/adapters/documents/folder-source.ts';
import { temporaryFolder, type TemporaryFolder } from './support/folder.ts';
import { longPdf } from './support/files.ts';
import { startIngesting } from './support/ingest.ts';
import { memoryIndex, type MemoryIndex } from './support/memory-index.ts';

let folder: TemporaryFolder;
let place: string;
let index: MemoryIndex;

beforeEach(async () => {
  folder = await temporaryFolder();
  place = join(folder.path, 'place');
  await mkdir(place);
  index = memoryIndex();
});

afterEach(() => folder.remove());

const start = () => startIngesting(index, folder.path, [createFolderSource(place)]);

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

verifies('documents:changes', 'indexes a folder, then what is new, changed or gone, and nothing else', async () => {
  await writeFile(join(place, 'a.txt'), 'first');
  await mkdir(join(place, 'deep'));
  await writeFile(join(place, 'deep', 'b.md'), '# Deep');
  await using ingesting = await start();
  await ingesting.round();
  expect(index.current()).toEqual({ 'a.txt': ['first'], 'b.md': ['Deep'] });
  const portions = index.portions();
  await ingesting.round();
  expect(index.portions()).toBe(portions);
  await writeFile(join(place, 'a.txt'), 'second\fpage');
  await rm(join(place, 'deep'), { recursive: true });
  await writeFile(join(place, 'c.csv'), 'x,y\n1,2\n');
  await ingesting.round();
  expect(index.current()).toEqual({ 'a.txt': ['second', 'page'], 'c.csv': ['x | y\nx: 1 | y: 2'] });
});

verifies(
  'documents:changes',
  'a file that was only touched is not indexed again, also by the next process',
  async () => {
    await writeFile(join(place, 'a.txt'), 'same');
    {
      await using ingesting = await start();
      await ingesting.round();
      await utimes(join(place, 'a.txt'), 1, 1);
      await ingesting.round();
    }
    await using again = await start();
    await again.round();
    expect(index.portions()).toBe(1);
  },
);

verifies(
  'documents:broken',
  'names what it cannot read and why, takes the rest, and tries again when it changes',
  async () => {
    await writeFile(join(place, 'a.pdf'), '%PDF-1.4 broken');
    await writeFile(join(place, 'b.png'), Buffer.from('89504e470d0a1a0a00', 'hex'));
    await writeFile(join(place, 'c.txt'), 'fine');
    await using ingesting = await start();
    await ingesting.round();
    await ingesting.round();
    expect(index.current()).toEqual({ 'c.txt': ['fine'] });
    const failed = ingesting.ingestion.status('anybody').sources[0]?.failed;
    expect(failed).toEqual([
      { name: 'a.pdf', reason: 'The PDF is broken.' },
      { name: 'b.png', reason: 'It is not a PDF, DOCX, XLSX or text file.' },
    ]);
    expect(ingesting.log.filter(({ event }) => event === 'document_refused')).toHaveLength(2);
    await writeFile(join(place, 'a.pdf'), 'now it is text');
    await ingesting.round();
    expect(index.current()).toMatchObject({ 'a.pdf': ['now it is text'] });
  },
);

verifies('documents:folder-only fault:A11', 'never leaves the folder by links, nor reads hidden files', async () => {
  await writeFile(join(folder.path, 'secret.txt'), 'secret');
  await mkdir(join(folder.path, 'outside'));
  await writeFile(join(folder.path, 'outside', 's.txt'), 'secret');
  await symlink(join(folder.path, 'secret.txt'), join(place, 'link.txt'));
  await symlink(join(folder.path, 'outside'), join(place, 'linked'));
  await writeFile(join(place, '.env'), 'SECRET=1');
  await using ingesting = await start();
  await ingesting.round();
  expect(index.current()).toEqual({});
  // A folder that turns into a link between the look and the reading.
  await mkdir(join(place, 'real'));
  await writeFile(join(place, 'real', 's.txt'), 'open');
  const source = createFolderSource(place);
  const [item] = await source.list(new AbortController().signal);
  await rename(join(place, 'real'), join(folder.path, 'moved'));
  await symlink(join(folder.path, 'outside'), join(place, 'real'));
  expect(item?.key).toBe('real/s.txt');
  if (item !== undefined) await expect(source.open(item, new AbortController().signal)).rejects.toThrow('not inside');
});

verifies('documents:folder-away', 'keeps what it has while the folder is away, and says so', async () => {
  await writeFile(join(place, 'a.txt'), 'kept');
  await using ingesting = await start();
  await ingesting.round();
  await rename(place, `${place}-away`);
  await ingesting.round();
  expect(index.current()).toEqual({ 'a.txt': ['kept'] });
  expect(ingesting.ingestion.status('anybody').sources[0]).toMatchObject({ state: 'unavailable', documents: 1 });
  await rename(`${place}-away`, place);
  await ingesting.round();
  expect(ingesting.ingestion.status('anybody').sources[0]).toMatchObject({ state: 'current' });
});

verifies(
  'documents:changes',
  'forgets the documents of a source that is configured no more, not those of users',
  async () => {
    await writeFile(join(place, 'a.txt'), 'of the server');
    {
      await using ingesting = await start();
      await ingesting.ingestion.receive({ owner: 'ann', name: 'mine.txt' }, bytes('mine'));
      await ingesting.round();
    }
    await using without = await startIngesting(index, folder.path);
    await without.round();
    expect(index.current()).toEqual({ 'mine.txt': ['mine'] });
  },
);

verifies('documents:resume', 'goes on where a stopped process was, page by page, nothing twice', async () => {
  await writeFile(join(place, 'long.pdf'), longPdf(80));
  const reached = Promise.withResolvers<void>();
  index.beforeAdd = async () => {
    if (index.portions() === 1) {
      reached.resolve();
      await new Promise<void>(() => undefined);
    }
  };
  const lost = await start();
  await reached.promise;
  expect(index.current()).toEqual({});
  index.beforeAdd = async () => undefined;
  await using next = await start();
  const before = index.portions();
  await next.round();
  const pages = index.current()['long.pdf'] ?? [];
  expect(pages).toHaveLength(80);
  expect(pages.every((text, at) => text.startsWith(`Section ${at + 1}\n`))).toBe(true);
  expect(before).toBe(1);
  expect(lost.ingestion.status('anybody').current).toMatchObject({ name: 'long.pdf', pages: 80 });
});

verifies('documents:progress', 'says what it reads, how much is done and how long it will take', async () => {
  await writeFile(join(place, 'a.txt'), 'a');
  await writeFile(join(place, 'b.pdf'), longPdf(60));
  const seen: unknown[] = [];
  await using ingesting = await start();
  index.beforeAdd = async () => void seen.push(ingesting.ingestion.status('anybody'));
  await ingesting.round();
  expect(seen).toContainEqual(
    expect.objectContaining({
      state: 'indexing',
      total: 2,
      done: 1,
      secondsLeft: expect.any(Number),
      current: { name: 'b.pdf', pagesDone: expect.any(Number), pages: 60 },
    }),
  );
  expect(ingesting.ingestion.status('anybody')).toMatchObject({ state: 'idle', total: 2, done: 2, secondsLeft: 0 });
});

verifies('documents:upload-durable', 'an upload that was acknowledged is indexed by the next process', async () => {
  const waiting = join(folder.path, 'waiting');
  const reached = Promise.withResolvers<void>();
  index.beforeAdd = () => {
    reached.resolve();
    return new Promise<void>(() => undefined);
  };
  const lost = await start();
  const upload = await lost.ingestion.receive({ owner: 'ann', name: 'mine.txt' }, bytes('words of mine'));
  await reached.promise;
  expect(await readdir(waiting)).toHaveLength(2);
  index.beforeAdd = async () => undefined;
  await using next = await start();
  await next.round();
  expect(index.current()).toEqual({ 'mine.txt': ['words of mine'] });
  expect(await readdir(waiting)).toEqual([]);
  expect(next.ingestion.uploads('ann')).toEqual([]);
  expect(upload).toMatchObject({ owner: 'ann', problem: null, bytes: 13 });
});

verifies('documents:upload-erased', "removing an upload erases its bytes, and nobody else's hand can", async () => {
  await using ingesting = await start();
  const { ingestion } = ingesting;
  const good = await ingestion.receive({ owner: 'ann', name: 'good.txt' }, bytes('good'));
  const bad = await ingestion.receive({ owner: 'ann', name: '../../bad.pdf' }, bytes('%PDF-1.4 bad'));
  await ingesting.round();
  expect(ingestion.uploads('ann')).toMatchObject([{ id: bad.id, problem: 'The PDF is broken.' }]);
  expect(ingestion.uploads('bob')).toEqual([]);
  expect(await ingestion.remove('bob', bad.id)).toBe(false);
  expect(await ingestion.remove('bob', good.id)).toBe(false);
  expect(await ingestion.remove('ann', bad.id)).toBe(true);
  expect(await ingestion.remove('ann', good.id)).toBe(true);
  expect(index.current()).toEqual({});
  expect(await readdir(join(folder.path, 'waiting'))).toEqual([]);
});

verifies('documents:upload-erased', 'an upload can be removed while it is read', async () => {
  await using ingesting = await start();
  const held = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  index.beforeAdd = async () => {
    reached.resolve();
    await held.promise;
  };
  const { ingestion } = ingesting;
  const { id } = await ingestion.receive({ owner: 'ann', name: 'mine.txt' }, bytes('mine'));
  await reached.promise;
  expect(ingestion.status('bob').current).toBeNull();
  const removing = ingestion.remove('ann', id);
  held.resolve();
  expect(await removing).toBe(true);
  await ingesting.round();
  expect(index.current()).toEqual({});
  expect(ingestion.uploads('ann')).toEqual([]);
});

verifies('documents:limits', 'an upload that is too large leaves nothing behind', async () => {
  await using ingesting = await start();
  const large = bytes('a'.repeat(1_000_001));
  await expect(ingesting.ingestion.receive({ owner: 'ann', name: 'large.txt' }, large)).rejects.toThrow(
    '1000000 bytes',
  );
  expect(await readdir(join(folder.path, 'waiting'))).toEqual([]);
});
