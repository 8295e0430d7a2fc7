import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { SearchIndexError } from '../../../../ports/search-index.ts';
import { StoreUnusable } from '../../errors.ts';
import { openForWriting } from '../../writer/open-for-writing.ts';
import { readMigrations } from '../../writer/migrate.ts';
import type { ThreadReady } from '../../thread-link.ts';
import type { IndexReply, IndexRequest, ThreadData } from '../protocol.ts';
import { IndexReader } from './index-reader.ts';
import { IndexWriter } from './index-writer.ts';
import type { Served } from './served.ts';

const MIGRATIONS = new URL('../migrations/', import.meta.url);

/** A thread of the index: it opens the file in its role, says so, and answers each request in order. */
function main(data: ThreadData): void {
  if (parentPort === null) throw new Error('This file runs as a worker thread.');
  const port = parentPort;
  let served: Served;
  try {
    served = open(data);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const unusable = error instanceof StoreUnusable ? why : `${data.file}: ${why}`;
    port.postMessage({ unusable } satisfies ThreadReady);
    return;
  }
  port.on('message', (request: IndexRequest) => {
    port.postMessage(answer(served, request));
    if (request.kind === 'close') port.close();
  });
  port.postMessage({ ready: true } satisfies ThreadReady);
}

function open({ file, role }: ThreadData): Served {
  if (role === 'read') return new IndexReader(new DatabaseSync(file, { readOnly: true }));
  return new IndexWriter(openForWriting(file, readMigrations(MIGRATIONS)));
}

function answer(served: Served, request: IndexRequest): IndexReply {
  try {
    return { value: served.serve(request) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { failure: { code: error instanceof SearchIndexError ? error.code : 'unavailable', message } };
  }
}

// Made by `index-thread.ts` only, which hands over just this.
main(workerData as ThreadData);
